package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Chooses for each layer what the recipe leaves open, and writes the recipe that says so. */
final class AllocateExecutor implements TaskExecutor<Task.Allocate> {

  private final JobLoader jobs;
  private final ArtifactStore artifacts;

  AllocateExecutor(JobLoader jobs, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Allocate task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    String recipe =
        job.choices()
            .withLeast(
                task.layers().stream()
                    .collect(Collectors.toMap(Task.LayerErrors::layer, Task.LayerErrors::errors)));
    return new TaskOutcome.Allocated(artifacts.put(recipe.getBytes(StandardCharsets.UTF_8)));
  }
}
