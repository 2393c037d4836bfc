package dev.centroid.worker.trace;

import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A codebook store, each of whose uses is a span. */
final class TracedCodebooks implements CodebookStore {

  private static final String LAYER = "centroid.layer";

  private final CodebookStore codebooks;
  private final TaskTraces traces;

  TracedCodebooks(CodebookStore codebooks, TaskTraces traces) {
    this.codebooks = codebooks;
    this.traces = traces;
  }

  @Override
  public CodebookRef put(String jobId, String layer, long expectedVersion, byte[] content) {
    return traces.part(
        "codebook put", LAYER, layer, () -> codebooks.put(jobId, layer, expectedVersion, content));
  }

  @Override
  public CodebookRef putAfter(String jobId, CodebookRef predecessor, byte[] content) {
    return traces.part(
        "codebook put",
        LAYER,
        predecessor.layer(),
        () -> codebooks.putAfter(jobId, predecessor, content));
  }

  @Override
  public Optional<CodebookRef> contribute(
      String jobId, CodebookRef base, int firstShard, int shards, List<byte[]> deltas) {
    return traces.part(
        "codebook contribute",
        LAYER,
        base.layer(),
        () -> codebooks.contribute(jobId, base, firstShard, shards, deltas));
  }

  @Override
  public Optional<byte[]> get(String jobId, String layer, long version) {
    return traces.part("codebook get", LAYER, layer, () -> codebooks.get(jobId, layer, version));
  }

  @Override
  public List<CodebookRef> list(String jobId) {
    return codebooks.list(jobId);
  }

  @Override
  public Watch watch(String jobId, Consumer<CodebookRef> listener) {
    return codebooks.watch(jobId, listener);
  }
}
