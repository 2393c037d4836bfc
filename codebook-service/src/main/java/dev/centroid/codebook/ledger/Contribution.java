package dev.centroid.codebook.ledger;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import java.util.Optional;

/**
 * One shard's change to a layer's centroids.
 *
 * @param key of the layer
 * @param base the version that the change is relative to, which is also the round's number
 * @param shard which one, from 0
 * @param shards of the round
 * @param delta digest of the change's blob
 */
public record Contribution(LayerKey key, CodebookRef base, int shard, int shards, Digest delta) {

  /**
   * Why it cannot be kept; empty when it can, or is kept already.
   *
   * @param known of the layer
   * @param round what has arrived of its round, if anything has
   */
  public Optional<String> objection(KnownVersions known, Optional<Round> round) {
    return known
        .digest(base.version())
        .filter(held -> !held.equals(base.digest()))
        .map(held -> "that version has digest " + held + ", not " + base.digest())
        .or(() -> round.flatMap(arrived -> arrived.objection(this)))
        .map(
            reason ->
                "shard %d of %d on version %d of %s is refused: %s"
                    .formatted(shard, shards, base.version(), key, reason));
  }
}
