package dev.centroid.protocol.codebook;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.task.CodebookRef;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a watch has told its listener: each layer's versions in order, none twice, and none left out
 * after the first one told. For one thread.
 */
final class Progress {

  private final String jobId;
  private final CodebookStore codebooks;
  private final Consumer<CodebookRef> listener;
  private final Map<String, Long> told = new HashMap<>();

  /**
   * @param codebooks where versions are read that were put while the connection was broken
   */
  Progress(String jobId, CodebookStore codebooks, Consumer<CodebookRef> listener) {
    this.jobId = jobId;
    this.codebooks = codebooks;
    this.listener = listener;
  }

  void reached(CodebookRef newest) {
    long last = told.getOrDefault(newest.layer(), newest.version() - 1);
    for (long version = last + 1; version < newest.version(); version++) {
      long missed = version;
      codebooks
          .get(jobId, newest.layer(), missed)
          .ifPresent(content -> tell(new CodebookRef(newest.layer(), missed, Sha256.of(content))));
    }
    if (newest.version() > last) {
      tell(newest);
    }
  }

  private void tell(CodebookRef codebook) {
    told.put(codebook.layer(), codebook.version());
    listener.accept(codebook);
  }
}
