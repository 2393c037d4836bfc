package dev.centroid.standalone.command;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.task.TaskRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Does a worker's evaluation in this process, with blobs in a directory that goes again. */
final class LocalEvaluation {

  private static final String NAME = "evaluate";

  private LocalEvaluation() {}

  /**
   * @param archive the model: a TorchScript archive
   */
  static TaskOutcome.Evaluated of(
      byte[] archive, Path evaluation, Path recipe, long seed, int threads) throws IOException {
    Path directory = Files.createTempDirectory("centroid-evaluate");
    try {
      ArtifactStore store = new DirectoryArtifactStore(directory);
      Digest data = store.put(evaluation);
      JobInputs inputs = new JobInputs(store.put(archive), data, data, store.put(recipe));
      TaskHeader header = new TaskHeader(NAME, NAME, 1, inputs, seed, threads);
      Task task = new Task.Evaluate(header, Optional.empty(), Optional.empty());
      TaskRunner runner = new TaskRunner(TorchEngine.start("auto"), store, new NoCodebooks());
      return (TaskOutcome.Evaluated) runner.run(task, new UnwatchedTask());
    } finally {
      removeAll(directory);
    }
  }

  private static void removeAll(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
