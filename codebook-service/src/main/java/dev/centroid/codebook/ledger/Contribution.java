package dev.centroid.codebook.ledger;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What some shards have changed of a layer's centroids.
 *
 * @param key of the layer
 * @param base the version that the changes are relative to, which is also the round's number
 * @param shards of the round
 * @param firstShard whose change is the first one, from 0
 * @param deltas digests of the changes' blobs: of {@code firstShard} and those after it
 */
public record Contribution(
    LayerKey key, CodebookRef base, int shards, int firstShard, List<Digest> deltas) {

  public Contribution {
    deltas = List.copyOf(deltas);
  }

  /** The digests by their shards' numbers. */
  SortedMap<Integer, Digest> byShard() {
    SortedMap<Integer, Digest> byShard = new TreeMap<>();
    int shard = firstShard;
    for (Digest delta : deltas) {
      byShard.put(shard++, delta);
    }
    return byShard;
  }

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
                "%d shards from shard %d of %d on version %d of %s are refused: %s"
                    .formatted(deltas.size(), firstShard, shards, base.version(), key, reason));
  }
}
