package dev.centroid.standalone.command;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.codebook.CodebookServers;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.codebook.RetryPolicy;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.standalone.child.ParentLink;
import dev.centroid.standalone.child.WorkerLog;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.queue.Worker;
import dev.centroid.worker.queue.WorkerSettings;
import dev.centroid.worker.service.WorkerConfig;
import dev.centroid.worker.service.WorkerSettingsFactory;
import dev.centroid.worker.task.TaskRunner;
import dev.centroid.worker.trace.TaskTraces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A worker of an embedded system; ends when its standard input does. */
@Command(name = "worker", hidden = true)
final class WorkerCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);

  @Option(names = "--name", required = true)
  private String name = "";

  @Option(names = "--kafka", required = true)
  private String bootstrapServers = "";

  @Option(names = "--artifacts", required = true)
  private Path artifacts = Path.of("");

  @Option(names = "--codebooks", required = true)
  private String codebooks = "";

  @Override
  public Integer call() throws IOException {
    WorkerLog.install();
    ParentLink parent = ParentLink.open();
    try {
      run(parent);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("the worker cannot start: worker={}", name, e);
      parent.failed(Failures.line(e));
      return Failures.INTERNAL;
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

  private void run(ParentLink parent) throws IOException {
    WorkerConfig.WorkerSection config = WorkerEnvironment.read();
    WorkerSettings settings =
        WorkerSettingsFactory.of(config, name, Map.of("bootstrap.servers", bootstrapServers));
    TorchEngine engine = TorchEngine.start(config.device());
    if (parent.awaitStart()) {
      serve(settings, engine, parent);
    }
    // The parent is gone or done with us; what is half done is done again elsewhere.
    Runtime.getRuntime().halt(0);
  }

  /** Not before the word to begin: until then there may be no broker to connect to. */
  private void serve(WorkerSettings settings, TorchEngine engine, ParentLink parent)
      throws IOException {
    try (GrpcCodebookClient client =
            GrpcCodebookClient.connect(
                CodebookServers.plain(codebooks).withToken(token()), RetryPolicy.DEFAULT);
        Tracing tracing = Tracing.ofProcess("centroid-worker", name);
        Worker worker =
            new Worker(
                settings,
                new TaskRunner(
                    engine, new DirectoryArtifactStore(artifacts), client, new TaskTraces(tracing)),
                parent,
                InstantSource.system())) {
      worker.start();
      parent.awaitEnd();
      Runtime.getRuntime().halt(0);
    }
  }
}
