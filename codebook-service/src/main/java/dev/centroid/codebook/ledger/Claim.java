package dev.centroid.codebook.ledger;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a put says: that a version follows another one. The rules, which together make a put
 * idempotent and keep every known version as it is:
 *
 * <ol>
 *   <li>A version that is known with that digest is success, whatever came after it.
 *   <li>A version that is known with another digest is a conflict.
 *   <li>An unknown version is stored if it is the first one, or if the version before it is known
 *       and has the digest that the claim names, or names none.
 *   <li>If the version before it is unknown too, and the claim names its digest, both are stored:
 *       the service has lost its state, and the claim brings it back. Whoever asks has made sure
 *       that the artifact store has the blob of that digest.
 *   <li>Anything else would leave a gap, and is a conflict.
 * </ol>
 *
 * <p>Rule 4 fills unknown places only, so it contradicts nothing that is known.
 *
 * @param key of the layer
 * @param predecessor the version before; 0 for none
 * @param predecessorDigest what the version before has, if whoever asks knows it
 * @param digest of the version after {@code predecessor}
 */
public record Claim(
    LayerKey key, long predecessor, Optional<Digest> predecessorDigest, Digest digest) {

  /** What is to be done about a claim. */
  public sealed interface Verdict {}

  /**
   * Success.
   *
   * @param missing versions to be stored, in order; none when the claim was known
   */
  public record Accepted(List<CodebookRef> missing) implements Verdict {}

  /**
   * A conflict.
   *
   * @param reason names versions and digests
   */
  public record Refused(String reason) implements Verdict {}

  /** The version that is claimed. */
  public CodebookRef claimed() {
    return new CodebookRef(key.layer(), predecessor + 1, digest);
  }

  /** Whether it can be stored only by rule 4. */
  public boolean needsAdoption(KnownVersions known) {
    return predecessor > 0
        && predecessorDigest.isPresent()
        && known.digest(predecessor).isEmpty()
        && known.digest(predecessor + 1).isEmpty();
  }

  /** Applies the rules. */
  public Verdict judge(KnownVersions known) {
    Optional<Digest> held = known.digest(predecessor + 1);
    if (held.isPresent()) {
      return held.get().equals(digest)
          ? new Accepted(List.of())
          : refused(known, "that version has digest " + held.get());
    }
    if (predecessor == 0) {
      return new Accepted(List.of(claimed()));
    }
    Optional<Digest> before = known.digest(predecessor);
    if (before.isEmpty() && predecessorDigest.isEmpty()) {
      return refused(known, "it would leave a gap");
    }
    if (before.isPresent()
        && predecessorDigest.filter(named -> !named.equals(before.get())).isPresent()) {
      return refused(
          known,
          "the version before it is said to have digest "
              + predecessorDigest.get()
              + ", but has digest "
              + before.get());
    }
    List<CodebookRef> missing = new ArrayList<>();
    if (before.isEmpty()) {
      missing.add(new CodebookRef(key.layer(), predecessor, predecessorDigest.orElseThrow()));
    }
    missing.add(claimed());
    return new Accepted(List.copyOf(missing));
  }

  private Refused refused(KnownVersions known, String reason) {
    return new Refused(
        "version "
            + (predecessor + 1)
            + " of "
            + key
            + " with digest "
            + digest
            + " is refused: "
            + reason
            + ", and the newest is version "
            + known.newest().map(CodebookRef::version).orElse(0L)
            + known.newest().map(newest -> " with digest " + newest.digest()).orElse(""));
  }
}
