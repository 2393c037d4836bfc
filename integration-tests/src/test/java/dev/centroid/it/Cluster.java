package dev.centroid.it;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster of real processes on this machine, as {@code deploy/local/cluster} runs it, with a
 * network between codebook nodes that can be cut.
 */
final class Cluster implements AutoCloseable {

  static final int COORDINATORS = 2;
  static final int CODEBOOK_NODES = 3;
  static final int WORKERS = Integer.getInteger("cluster.workers", 2);

  private static final Path SCRIPT = Path.of("../deploy/local/cluster").toAbsolutePath();

  /** As the script counts the ports on which codebook nodes listen for each other. */
  private static final int CLUSTER_OFFSET = 400;

  private static final long PATIENCE_MINUTES = 5;

  /** What a cluster says at level ERROR when processes are killed, or have no space. */
  private static final List<Pattern> EXPECTED_ERRORS =
      List.of(
          // Libraries that talk to a process which is gone; Kafka Streams that rebuilds its state.
          Pattern.compile("ERROR \\[(org\\.apache\\.kafka|org\\.infinispan|org\\.jgroups|io)\\."),
          // A coordinator that lost its broker in the middle of a transaction.
          Pattern.compile("a thread that runs jobs failed; another takes its place"),
          // A coordinator that was sent a blob and had no space for it.
          Pattern.compile("the artifact store failed: .*NotStoredException"),
          // A codebook node that has no space.
          Pattern.compile("this node has no vote until it can write to"));

  private final Path home;
  private final int basePort;
  private final Map<String, String> environment;
  private final RelayedNetwork network = new RelayedNetwork();
  private final Map<String, Integer> linesBefore = new HashMap<>();

  private Cluster(Path home, int basePort, Map<String, String> environment) {
    this.home = home;
    this.basePort = basePort;
    this.environment = environment;
  }

  /** Starts one in an empty folder: all of it, or those named. */
  static Cluster start(Path home, String... names) throws IOException, InterruptedException {
    return start(home, Map.of(), names);
  }

  /**
   * Starts one in an empty folder: all of it, or those named.
   *
   * @param environment further variables of all its processes
   */
  static Cluster start(Path home, Map<String, String> environment, String... names)
      throws IOException, InterruptedException {
    Cluster cluster = new Cluster(home, FreePorts.base(), environment);
    try {
      for (int node = 0; node < CODEBOOK_NODES; node++) {
        cluster.network.relayAll(node, cluster.basePort + CLUSTER_OFFSET + node + 1);
      }
      cluster.start(names);
      return cluster;
    } catch (IOException | InterruptedException | AssertionError e) {
      // Those that did start would go on for ever.
      try (cluster) {
        throw e;
      }
    }
  }

  Path home() {
    return home;
  }

  /** Where the broker listens. */
  String broker() {
    return "127.0.0.1:" + basePort;
  }

  List<String> coordinatorUrls() {
    return IntStream.rangeClosed(1, COORDINATORS)
        .mapToObj(number -> "http://127.0.0.1:" + (basePort + 200 + number))
        .toList();
  }

  /** Where each process but the broker has its metrics: {@code host:port} by name. */
  Map<String, String> httpAddresses() {
    Map<String, String> addresses = new TreeMap<>();
    addHttpAddresses(addresses, codebookNodes(), 100);
    addHttpAddresses(addresses, coordinators(), 200);
    addHttpAddresses(addresses, workers(), 300);
    return addresses;
  }

  /** As the script counts them. */
  private void addHttpAddresses(Map<String, String> addresses, List<String> names, int offset) {
    for (int i = 0; i < names.size(); i++) {
      addresses.put(names.get(i), "127.0.0.1:" + (basePort + offset + i + 1));
    }
  }

  /** Names of all processes. */
  List<String> names() {
    return Stream.of(
            Stream.of("broker"),
            codebookNodes().stream(),
            coordinators().stream(),
            workers().stream())
        .flatMap(names -> names)
        .toList();
  }

  List<String> coordinators() {
    return numbered("coordinator-", COORDINATORS).toList();
  }

  List<String> codebookNodes() {
    return numbered("codebook-", CODEBOOK_NODES).toList();
  }

  List<String> workers() {
    return numbered("worker-", WORKERS).toList();
  }

  /** Starts what does not run, and waits until all is ready. */
  void start(String... names) throws IOException, InterruptedException {
    run("start", names);
  }

  /** Starts a process, and does not wait for it. */
  void launch(String name) throws IOException, InterruptedException {
    run("launch", name);
  }

  /** Asks processes to end, and waits until they have. */
  void stop(String... names) throws IOException, InterruptedException {
    run("stop", names);
  }

  /** Kills a process with no chance to do anything, and waits until it is gone. */
  void kill(String name) throws IOException, InterruptedException {
    signal(name, "KILL");
    await().atMost(Duration.ofSeconds(20)).until(() -> !isAlive(name));
    linesBefore.put(name, log(name).size());
  }

  /** Sends a signal such as STOP or CONT. */
  void signal(String name, String signal) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid(name))).inheritIO().start();
    assertThat(kill.waitFor()).as("signal %s to %s", signal, name).isZero();
  }

  /**
   * From now on what a process writes of a file beyond so many bytes fails. Where there is room for
   * something, it is for the log, too, however much other tests had it write before.
   */
  void fillDisk(String name, long bytes) throws IOException, InterruptedException {
    if (bytes > 0) {
      beginLogAnew(name);
    }
    limitFiles(name, Long.toString(bytes));
  }

  /** Takes {@link #fillDisk} back. */
  void makeSpace(String name) throws IOException, InterruptedException {
    limitFiles(name, "unlimited");
  }

  /** Cuts a codebook node off from the others. */
  void cutOff(String codebookNode) {
    network.cut(codebookNodes().indexOf(codebookNode));
  }

  /** Takes {@link #cutOff} back. */
  void reconnect(String codebookNode) {
    network.heal(codebookNodes().indexOf(codebookNode));
  }

  private void beginLogAnew(String name) throws IOException {
    Path log = logFile(name);
    Files.write(earlierLogFile(name), Files.readAllBytes(log), CREATE, APPEND);
    // The process appends, so it goes on at the beginning.
    Files.write(log, new byte[0], TRUNCATE_EXISTING);
  }

  private void limitFiles(String name, String bytes) throws IOException, InterruptedException {
    Process limit =
        new ProcessBuilder(
                "prlimit", "--pid", Long.toString(pid(name)), "--fsize=" + bytes + ":unlimited")
            .inheritIO()
            .start();
    assertThat(limit.waitFor()).as("limit files of %s", name).isZero();
  }

  /** Where all processes keep blobs. */
  Path artifacts() {
    return home.resolve("artifacts");
  }

  boolean isAlive(String name) {
    return ProcessHandle.of(pid(name)).filter(ProcessHandle::isAlive).isPresent();
  }

  /** Lines of a process's log, of all its lives; none if it was never started. */
  List<String> log(String name) {
    return Stream.of(earlierLogFile(name), logFile(name))
        .filter(Files::exists)
        .flatMap(file -> linesOf(file).stream())
        .toList();
  }

  private Path logFile(String name) {
    return home.resolve("logs").resolve(name + ".log");
  }

  private Path earlierLogFile(String name) {
    return home.resolve("logs").resolve(name + "-earlier.log");
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The worker that is at a slice of a job's fine-tuning. */
  String workerAt(String jobId) {
    return workers().stream()
        .filter(worker -> isAt(worker, jobId))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no worker is at job " + jobId));
  }

  /** Whether a worker that lives is at a slice of a job's fine-tuning. */
  boolean isWorkedOn(String jobId) {
    return workers().stream().anyMatch(worker -> isAt(worker, jobId));
  }

  private boolean isAt(String worker, String jobId) {
    return isAlive(worker)
        && lastLife(worker).stream()
            .filter(line -> line.contains(jobId) && line.contains("kind=tune"))
            .reduce((earlier, later) -> later)
            .filter(line -> line.contains("task taken"))
            .isPresent();
  }

  /** Lines of a process's log since it was last killed. */
  private List<String> lastLife(String name) {
    List<String> all = log(name);
    return all.subList(linesBefore.getOrDefault(name, 0), all.size());
  }

  /** Lines of any log at level ERROR that nothing explains. */
  List<String> unexpectedErrors() {
    return names().stream()
        .flatMap(
            name ->
                log(name).stream()
                    .filter(line -> line.contains(" ERROR "))
                    .filter(line -> EXPECTED_ERRORS.stream().noneMatch(p -> p.matcher(line).find()))
                    .map(line -> name + ": " + line))
        .toList();
  }

  @Override
  public void close() throws IOException {
    try (network) {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long pid(String name) {
    try {
      return Long.parseLong(Files.readString(home.resolve("run").resolve(name + ".pid")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> numbered(String prefix, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> prefix + number);
  }

  private void run(String command, String... names) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), command));
    line.addAll(List.of(names));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    Path output = home.resolve("script.log");
    Files.createDirectories(home);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    Map<String, String> variables = builder.environment();
    variables.putAll(environment);
    variables.put("CLUSTER_HOME", home.toString());
    variables.put("BASE_PORT", Integer.toString(basePort));
    variables.put("COORDINATORS", Integer.toString(COORDINATORS));
    variables.put("CODEBOOK_NODES", Integer.toString(CODEBOOK_NODES));
    variables.put("NODE_LISTENS", RelayedNetwork.LISTENS);
    variables.put("NODE_KNOWN", RelayedNetwork.KNOWN);
    variables.put("WORKERS", Integer.toString(WORKERS));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    Process script = builder.start();
    assertThat(script.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("%s ends", line).isTrue();
    assertThat(script.exitValue()).as("%s: %s", line, Files.readString(output)).isZero();
  }
}
