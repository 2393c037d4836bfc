package dev.centroid.codebook.ledger;

import dev.centroid.protocol.artifact.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The shards of one round that have arrived.
 *
 * @param base digest of the version that the shards are relative to
 * @param shards how many belong to the round
 * @param arrived their digests by number
 */
public record Round(Digest base, int shards, SortedMap<Integer, Digest> arrived) {

  public Round {
    arrived = Collections.unmodifiableSortedMap(new TreeMap<>(arrived));
  }

  static Round of(Contribution first) {
    return new Round(first.base().digest(), first.shards(), first.byShard());
  }

  Round with(Contribution contribution) {
    TreeMap<Integer, Digest> all = new TreeMap<>(arrived);
    all.putAll(contribution.byShard());
    return new Round(base, shards, all);
  }

  /** Whether it makes no difference, as all of it is there already. */
  boolean has(Contribution contribution) {
    return arrived.entrySet().containsAll(contribution.byShard().entrySet());
  }

  /** The digests in the shards' order, once all have arrived. */
  public Optional<List<Digest>> complete() {
    return arrived.size() == shards ? Optional.of(List.copyOf(arrived.values())) : Optional.empty();
  }

  /** Why a contribution cannot belong to it; empty when it can, or is there already. */
  Optional<String> objection(Contribution contribution) {
    if (contribution.shards() != shards) {
      return Optional.of("the round has " + shards + " shards, not " + contribution.shards());
    }
    if (!contribution.base().digest().equals(base)) {
      return Optional.of(
          "the round's base has digest " + base + ", not " + contribution.base().digest());
    }
    return contribution.byShard().entrySet().stream()
        .filter(
            shard ->
                !arrived.getOrDefault(shard.getKey(), shard.getValue()).equals(shard.getValue()))
        .map(
            shard ->
                "shard %d has digest %s, not %s"
                    .formatted(shard.getKey(), arrived.get(shard.getKey()), shard.getValue()))
        .findFirst();
  }
}
