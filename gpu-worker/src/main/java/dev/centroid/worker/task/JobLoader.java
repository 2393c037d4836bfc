package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.worker.training.TrainingState;
import java.io.IOException;
import java.util.Optional;

/** Reads what tasks name, and keeps what the next task of a job will need again. */
final class JobLoader {

  private static final int KEPT_JOBS = 2;

  private final ArtifactStore artifacts;
  private final BoundedCache<JobInputs, LoadedJob> jobs = new BoundedCache<>(KEPT_JOBS);

  JobLoader(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** The job of a task. */
  LoadedJob job(TaskHeader header) throws IOException {
    return jobs.get(header.inputs(), () -> LoadedJob.load(artifacts, header.inputs()));
  }

  /** A training state; empty stands for the model as given. */
  TrainingState state(Optional<Digest> digest) throws IOException {
    return digest.isPresent()
        ? TrainingState.parse(artifacts.read(digest.get()))
        : TrainingState.INITIAL;
  }
}
