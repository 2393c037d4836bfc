package dev.centroid.standalone.command;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.codebook.CodebookServers;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.codebook.RetryPolicy;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.queue.Worker;
import dev.centroid.worker.queue.WorkerSettings;
import dev.centroid.worker.service.MicrometerTaskMeter;
import dev.centroid.worker.task.TaskRunner;
import dev.centroid.worker.trace.TaskTraces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A further worker of an embedded system; ends when its standard input does. */
@Command(name = "worker", hidden = true)
final class WorkerCommand implements Callable<Integer> {

  @Option(names = "--name", required = true)
  private String name = "";

  @Option(names = "--kafka", required = true)
  private String bootstrapServers = "";

  @Option(names = "--artifacts", required = true)
  private Path artifacts = Path.of("");

  @Option(names = "--codebooks", required = true)
  private String codebooks = "";

  @Override
  public Integer call() throws Exception {
    try (GrpcCodebookClient client =
            GrpcCodebookClient.connect(
                CodebookServers.plain(codebooks).withToken(token()), RetryPolicy.DEFAULT);
        Tracing tracing = Tracing.ofProcess("centroid-worker", name);
        Worker worker = worker(client, tracing)) {
      worker.start();
      awaitEndOfInput();
      // The parent is gone or done with us; what is half done is done again elsewhere.
      Runtime.getRuntime().halt(0);
    }
    return 0;
  }

  /** Of the environment, as command lines can be read by every user of the machine. */
  private static Optional<BearerToken> token() {
    return BearerToken.configured(
        "centroid.codebook",
        variable("CENTROID_CODEBOOK_TOKEN"),
        variable("CENTROID_CODEBOOK_TOKEN_FILE").map(Path::of));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  private Worker worker(GrpcCodebookClient client, Tracing tracing) {
    WorkerSettings settings =
        new WorkerSettings(
            name,
            Map.of("bootstrap.servers", bootstrapServers),
            Set.of(Task.Queue.values()),
            WorkerSettings.DEFAULT_DELIVERY_LIMIT);
    TaskRunner runner =
        new TaskRunner(
            TorchEngine.start("auto"),
            new DirectoryArtifactStore(artifacts),
            client,
            new TaskTraces(tracing));
    return new Worker(
        settings,
        runner,
        new MicrometerTaskMeter(new SimpleMeterRegistry()),
        InstantSource.system());
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is ever said to a worker here; only the end matters.
    }
  }
}
