package dev.centroid.protocol.codebook;

import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import java.util.Optional;

/** Merges what data-parallel shards have made of a layer's centroids. */
public interface CodebookMerger {

  /**
   * One shard's change to a layer's centroids. Once all shards of the round have arrived, in
   * whatever order, the version after {@code base} is {@code base} plus the mean of their changes,
   * summed in the shards' order in float32; it is published exactly once. Idempotent: the same
   * contribution again is success, also after the round is over. Whoever gets no version back yet
   * asks by contributing again, or watches; asking again also brings back what a service without
   * its state has forgotten.
   *
   * @param base the version that the change is relative to; its number is the round's
   * @param shard from 0
   * @param shards how many the round has, at least 1
   * @param delta a file as of a codebook, with the changes of the centroids
   * @return the merged version, once all shards have arrived
   * @throws CodebookConflictException if that shard has contributed another change to this round,
   *     the round has another number of shards, or {@code base} or the version after it is there
   *     with another digest
   * @throws InvalidInputException if the delta is not finite or not of the base's shape
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   */
  Optional<CodebookRef> contribute(
      String jobId, CodebookRef base, int shard, int shards, byte[] delta);
}
