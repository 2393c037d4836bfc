package dev.centroid.protocol.codebook;

import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Versioned centroids of every layer of every job. Implemented by the service over Infinispan, and
 * by its client over gRPC. Contents are safetensors files with one tensor {@code centroids}, F32
 * {@code [K, blockSize]}.
 */
public interface CodebookStore {

  /**
   * Compare-and-set. Idempotent: the same version with the same digest is success again.
   *
   * @param expectedVersion the layer's newest version; 0 when it has none yet
   * @param content stored as version {@code expectedVersion + 1}
   * @return the stored version
   * @throws CodebookConflictException if that version is there already with another digest, or if
   *     {@code expectedVersion} is not the newest
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   */
  CodebookRef put(String jobId, String layer, long expectedVersion, byte[] content);

  /**
   * As {@link #put}, by who knows the digest of the version before. A store that has lost its state
   * takes that version over from whoever puts the next one, if the artifact store has its blob: so
   * the loss of all nodes of the service loses nothing. It never does so against a version that it
   * knows.
   *
   * @param predecessor the layer's newest version
   * @param content stored as the version after {@code predecessor}
   * @return the stored version
   * @throws CodebookConflictException if that version is there already with another digest, or if
   *     {@code predecessor} is there with another digest, or is unknown and not in the artifact
   *     store
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   */
  default CodebookRef putAfter(String jobId, CodebookRef predecessor, byte[] content) {
    // A store that does not lose its state has no use for the digest.
    return put(jobId, predecessor.layer(), predecessor.version(), content);
  }

  /**
   * What some shards have changed of a layer's centroids. Once all shards of the round have
   * arrived, in whatever order and in however many calls, the version after {@code base} is {@code
   * base} plus the mean of their changes, summed in the shards' order in float32; it is published
   * exactly once. Idempotent: the same contribution again is success, also after the round is over.
   * Whoever gets no version back yet asks by contributing again, or watches; asking again also
   * brings back what a service without its state has forgotten.
   *
   * @param base the version that the changes are relative to; its number is the round's
   * @param firstShard whose change is the first one, from 0
   * @param shards how many the round has, at least 1
   * @param deltas of {@code firstShard} and those after it, at least one: files as of a codebook,
   *     with the changes of the centroids
   * @return the merged version, once all shards have arrived
   * @throws CodebookConflictException if one of the shards has contributed another change to this
   *     round, the round has another number of shards, or {@code base} or the version after it is
   *     there with another digest
   * @throws InvalidInputException if a delta is not finite or not of the base's shape
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   */
  Optional<CodebookRef> contribute(
      String jobId, CodebookRef base, int firstShard, int shards, List<byte[]> deltas);

  /**
   * One version's content.
   *
   * @param version from 1
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   */
  Optional<byte[]> get(String jobId, String layer, long version);

  /**
   * Every layer of a job with its newest version, ordered by layer name.
   *
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   */
  List<CodebookRef> list(String jobId);

  /**
   * Tells the newest version of each layer of a job, then every later version as it is put.
   *
   * @return closes the watch
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   */
  Watch watch(String jobId, Consumer<CodebookRef> listener);

  /** A watch under way. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
