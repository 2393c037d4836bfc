package dev.centroid.standalone.command;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.signing.SigningKey;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.checkpoint.Checkpoint;
import dev.centroid.standalone.client.JobClient;
import dev.centroid.standalone.client.RemoteArtifactStore;
import dev.centroid.standalone.embedded.EmbeddedSettings;
import dev.centroid.standalone.embedded.EmbeddedSystem;
import dev.centroid.standalone.home.CentroidHome;
import dev.centroid.standalone.home.FileModeMask;
import dev.centroid.standalone.home.HomeLock;
import dev.centroid.standalone.home.ServedAddress;
import dev.centroid.standalone.job.CommandLineJob;
import dev.centroid.standalone.job.FinishedJobs;
import dev.centroid.standalone.job.InputCheck;
import dev.centroid.standalone.job.InputCheck.CheckedJob;
import dev.centroid.standalone.job.JobFiles;
import dev.centroid.standalone.job.ResultFiles;
import dev.centroid.standalone.report.Report;
import dev.centroid.standalone.report.ReportTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job: compresses a model, end to end. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description = {
      "Compresses a model by a recipe and measures the result.",
      "A safetensors checkpoint is compressed without data, and not run.",
      "A run that was broken off goes on when the same command is given again."
    })
final class CompressCommand implements Callable<Integer> {

  @Mixin private JobFileOptions inputs = new JobFileOptions();

  @Mixin private HomeOption homeOption = new HomeOption();

  @Mixin private TokenOption tokenOption = new TokenOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the result goes; a directory that does not exist yet or is empty.")
  private Path out = Path.of("");

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "A cluster's coordinator, such as http://127.0.0.1:8080, that does the work in place of"
              + " this process.")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Worker processes; 1 by default.")
  private int workers;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of all randomness; the recipe's by default.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "T",
      description =
          "Threads of each task; decides the bits of the result. All processors by default.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--sign",
      paramLabel = "KEY",
      description = "Sign the result with this private key, as `centroid sign` does.")
  private Optional<Path> sign = Optional.empty();

  @Option(
      names = "--json",
      description = "Print the report as JSON and nothing else; progress goes to standard error.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    requireAtLeastOne("--workers", workers);
    int engineThreads = threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    requireAtLeastOne("--threads", engineThreads);
    ResultFiles result = new ResultFiles(out, signingKey());
    Optional<Checkpoint> checkpoint = inputs.checkpoint();
    if (checkpoint.isPresent()) {
      return new CheckpointRun(checkpoint.get(), inputs.checkpointRecipe(), engineThreads, json)
          .to(result, seed);
    }
    result.requireUsable();
    JobFiles files = inputs.files();
    CheckedJob checked = InputCheck.check(files);
    CentroidHome home = homeOption.home();
    home.prepare();
    home.requireRoomFor(files.bytes());
    ArtifactStore store = store(home);
    CommandLineJob job =
        CommandLineJob.store(files, seed.orElse(checked.recipe().seed()), engineThreads, store);
    Optional<Report> there = FileModeMask.asUser(() -> result.resultOf(job.jobId()));
    if (there.isPresent()) {
      print(there.get(), "this job's result was there already: " + result.directory());
      return 0;
    }
    Report report = resultOf(job, home, store);
    FileModeMask.asUser(
        () -> {
          result.write(report, store);
          return result;
        });
    print(
        report,
        "the result is in " + result.directory() + "; its model.pt opens with torch.jit.load");
    return 0;
  }

  private Optional<SigningKey> signingKey() throws IOException {
    return sign.isPresent() ? Optional.of(SigningKey.read(sign.get())) : Optional.empty();
  }

  /** At once if the job is finished, else by running it to its end. */
  private Report resultOf(CommandLineJob job, CentroidHome home, ArtifactStore store)
      throws Exception {
    FinishedJobs finished = new FinishedJobs(home);
    Optional<Report> known = finished.find(job.jobId());
    if (known.isPresent()) {
      return known.get();
    }
    Report report = run(job, home, store);
    finished.remember(report);
    return report;
  }

  private ArtifactStore store(CentroidHome home) throws IOException {
    DirectoryArtifactStore local = new DirectoryArtifactStore(home.artifacts());
    return server.isPresent() ? new RemoteArtifactStore(local, client(server.get(), home)) : local;
  }

  private JobClient client(String url, CentroidHome home) throws IOException {
    String address = ServerOption.checked(url);
    return new JobClient(address, tokenOption.tokenFor(address, home));
  }

  private Report run(CommandLineJob job, CentroidHome home, ArtifactStore store) throws Exception {
    JobSession session = new JobSession(job, store, Displays.of(json));
    if (server.isPresent()) {
      return session.runAt(server.get(), client(server.get(), home));
    }
    return HomeLock.during(home, () -> runEmbedded(session, home));
  }

  private Report runEmbedded(JobSession session, CentroidHome home) throws Exception {
    EmbeddedSettings settings =
        EmbeddedSettings.onFreePorts(home, Optional.of(tokenOption.ask(home).token()));
    EmbeddedSystem system = new EmbeddedSystem(settings, workers, Failures::reportAndHalt);
    return ServedAddress.during(
        home,
        settings.url(),
        () ->
            system.run(
                children -> {
                  home.restrictCoordinator();
                  return session.runEmbedded(settings, children);
                }));
  }

  private void print(Report report, String line) throws IOException {
    if (json) {
      System.out.print(ResultFiles.json(report));
    } else {
      System.out.println();
      ReportTable.lines(report).forEach(System.out::println);
      System.out.println(line);
    }
  }

  private static void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw new InvalidInputException(option + ": must be at least 1, but is " + value);
    }
  }
}
