package dev.centroid.codebook.store;

import dev.centroid.codebook.ledger.Contribution;
import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.merge.DeltaMerge;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import java.util.List;
import java.util.Optional;

/** Gathers the changes that shards make to one version, and merges them into the next. */
final class ShardRounds {

  private final Ledger ledger;
  private final Contents contents;
  private final Versions versions;

  ShardRounds(Ledger ledger, Contents contents, Versions versions) {
    this.ledger = ledger;
    this.contents = contents;
    this.versions = versions;
  }

  /**
   * Adds changes to a version's round.
   *
   * @param deltas of as many shards, from {@code firstShard} on
   * @return the next version, once all shards have contributed
   * @throws InvalidInputException if the shards are not among {@code shards}, or a delta does not
   *     fit the version
   * @throws CodebookConflictException if the version is not the layer's, or a shard has contributed
   *     another delta
   * @throws CodebookUnavailableException if it cannot be done now
   */
  Optional<CodebookRef> contribute(
      LayerKey key, CodebookRef base, int firstShard, int shards, List<byte[]> deltas) {
    if (base.version() < 1
        || shards < 1
        || firstShard < 0
        || deltas.isEmpty()
        || deltas.size() > shards - firstShard) {
      throw new InvalidInputException(
          "a contribution to %s must be relative to a version from 1 and come from at least one shard, from 0 to the number of shards less 1, but has %d from shard %d of %d on version %d"
              .formatted(key, deltas.size(), firstShard, shards, base.version()));
    }
    byte[] centroids = contents.read(key, base);
    for (int i = 0; i < deltas.size(); i++) {
      DeltaMerge.check(centroids, deltas.get(i), firstShard + i);
    }
    Contribution contribution =
        new Contribution(
            key,
            base,
            shards,
            firstShard,
            deltas.stream().map(delta -> contents.store(key, delta)).toList());
    return ledger
        .gather(contribution)
        .record()
        .round(base.version())
        .flatMap(round -> round.complete())
        .map(changes -> merge(key, base, centroids, changes));
  }

  private CodebookRef merge(LayerKey key, CodebookRef base, byte[] centroids, List<Digest> deltas) {
    List<byte[]> changes =
        deltas.stream()
            .map(
                delta ->
                    contents.read(
                        delta, "a shard's delta on version " + base.version() + " of " + key))
            .toList();
    return versions.put(
        key, base.version(), Optional.of(base.digest()), DeltaMerge.merge(centroids, changes));
  }
}
