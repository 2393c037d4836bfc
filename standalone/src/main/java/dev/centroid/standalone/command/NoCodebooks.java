package dev.centroid.standalone.command;

import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The codebooks of a model that has none: nothing to find, and nothing may be put. */
final class NoCodebooks implements CodebookStore {

  @Override
  public CodebookRef put(String jobId, String layer, long expectedVersion, byte[] content) {
    throw new UnsupportedOperationException("an evaluation stores no codebooks");
  }

  @Override
  public Optional<CodebookRef> contribute(
      String jobId, CodebookRef base, int firstShard, int shards, List<byte[]> deltas) {
    throw new UnsupportedOperationException("an evaluation trains no codebooks");
  }

  @Override
  public Optional<byte[]> get(String jobId, String layer, long version) {
    return Optional.empty();
  }

  @Override
  public List<CodebookRef> list(String jobId) {
    return List.of();
  }

  @Override
  public Watch watch(String jobId, Consumer<CodebookRef> listener) {
    return () -> {};
  }
}
