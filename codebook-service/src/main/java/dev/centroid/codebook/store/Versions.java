package dev.centroid.codebook.store;

import dev.centroid.codebook.ledger.Claim;
import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.ledger.Settlement;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import java.util.Optional;

/** Adds versions: first the content to the artifact store, then its digest to the ledger. */
final class Versions {

  private final Node node;
  private final Contents contents;

  Versions(Node node, Contents contents) {
    this.node = node;
    this.contents = contents;
  }

  /**
   * Adds the version after the one expected. The content is in the artifact store afterwards, also
   * when the answer is a conflict.
   *
   * @param predecessor the digest of the version expected, if the caller knows it
   * @throws CodebookConflictException if the layer does not have that version as its newest, or has
   *     another in this one's place
   * @throws CodebookUnavailableException if it cannot be added now
   */
  CodebookRef put(
      LayerKey key, long expectedVersion, Optional<Digest> predecessor, byte[] content) {
    if (expectedVersion < 0) {
      throw new InvalidInputException(
          "the version expected of " + key + " must be 0 or more, but is " + expectedVersion);
    }
    Claim claim = new Claim(key, expectedVersion, predecessor, contents.store(key, content));
    Settlement settled = settle(claim);
    contents.hold(settled.record(), claim.claimed().version(), content);
    return claim.claimed();
  }

  private Settlement settle(Claim claim) {
    claim
        .predecessorDigest()
        .filter(digest -> claim.predecessor() > 0)
        .filter(digest -> !contents.isStored(claim.key(), digest))
        .ifPresent(digest -> requireKnown(claim, digest));
    Settlement settlement = node.ledger().settle(claim);
    if (settlement.changed()) {
      node.announce(claim.key(), claim.claimed());
    }
    return settlement;
  }

  /** Without its blob in the artifact store, a predecessor is believed only if it is known here. */
  private void requireKnown(Claim claim, Digest predecessor) {
    if (claim.needsAdoption(node.ledger().read(claim.key()))) {
      throw new CodebookConflictException(
          "version "
              + claim.claimed().version()
              + " of "
              + claim.key()
              + " is refused: the version before it is unknown here, and the artifact store has no blob "
              + predecessor);
    }
  }
}
