package dev.centroid.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.Coordinator;
import dev.centroid.coordinator.CoordinatorSettings;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.queue.StallLimits;
import dev.centroid.worker.queue.TaskMeter;
import dev.centroid.worker.queue.Worker;
import dev.centroid.worker.queue.WorkerSettings;
import dev.centroid.worker.task.TaskRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** Coordinators and workers, each with its own access to the brokers; state is in a directory. */
final class Services {

  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What a broker has to answer within. */
  static final Duration ANSWER = Duration.ofSeconds(20);

  private static final Path SAMPLE = Path.of("../samples/glyphs");

  private final Path directory;
  private final DirectoryArtifactStore artifacts;

  Services(Path directory) throws IOException {
    this.directory = directory;
    this.artifacts = new DirectoryArtifactStore(directory.resolve("artifacts"));
  }

  Coordinator coordinator(KafkaClientSettings kafka, SimpleMeterRegistry meters) {
    return Coordinator.start(
        new CoordinatorSettings(
            kafka,
            directory.resolve("state"),
            1,
            (short) 1,
            Duration.ofSeconds(5),
            ANSWER,
            1,
            JobPolicy.standard()),
        meters,
        Tracing.off());
  }

  SubmissionRequest request(String id) throws IOException {
    JobInputs inputs =
        new JobInputs(
            artifacts.put(SAMPLE.resolve("model.pt")),
            artifacts.put(SAMPLE.resolve("train.safetensors")),
            artifacts.put(SAMPLE.resolve("eval.safetensors")),
            artifacts.put(SAMPLE.resolve("recipe.yaml")));
    return new SubmissionRequest("/test", id, new JobSubmission(inputs, 1, 1));
  }

  /** A job's first tasks go from the coordinator to a worker, and what came of them back. */
  void assertTasksGoThrough(Coordinator coordinator, KafkaClientSettings ofWorker)
      throws Exception {
    // The first tasks read no codebooks.
    try (GrpcCodebookClient unasked =
            GrpcCodebookClient.connect(LoopbackPort.HOST, LoopbackPort.free());
        Worker worker =
            new Worker(
                new WorkerSettings(
                    "worker",
                    ofWorker.properties(),
                    Set.of(Task.Queue.values()),
                    5,
                    StallLimits.DEFAULT),
                new TaskRunner(TorchEngine.start("cpu"), artifacts, unasked),
                TaskMeter.NONE,
                InstantSource.system())) {
      worker.start();

      String jobId = coordinator.submit(request("a job"));

      assertThat(coordinator.views().await(jobId, job -> job.before().isPresent(), PATIENCE))
          .as("the model as given is measured, by the job's second task")
          .isTrue();
    }
  }
}
