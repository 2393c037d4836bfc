import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the service of an image once, beside a broker, until it answers that it is ready, and has
 * the virtual machine keep the classes that it loaded. Done while the image is built, by the same
 * runtime and at the same place as later.
 */
final class ArchiveClasses {

  private static final Path SERVICE = Path.of("/opt/centroid");
  private static final Path ARCHIVE = SERVICE.resolve("classes.jsa");
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);
  private static final Duration POLLED_EACH = Duration.ofMillis(200);
  private static final Duration ENDED_WITHIN = Duration.ofMinutes(4);

  private ArchiveClasses() {}

  /**
   * @param arguments the jar of the centroid command, which has a broker
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("archive");
    int brokerPort = freePort();
    Process broker =
        start(
            Map.of(),
            List.of(
                "java",
                "-jar",
                arguments[0],
                "broker",
                "--directory",
                work.resolve("broker").toString(),
                "--port",
                Integer.toString(brokerPort)));
    try {
      archive(work, brokerPort);
    } finally {
      broker.destroyForcibly().waitFor();
    }
  }

  private static void archive(Path work, int brokerPort) throws IOException, InterruptedException {
    int port = freePort();
    Process service =
        start(
            Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "CENTROID_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + brokerPort,
                "CENTROID_CODEBOOK_ADDRESSES", "127.0.0.1:" + freePort(),
                "CENTROID_WORKER_NAME", "archive",
                "CENTROID_CODEBOOK_DIRECTORY", work.resolve("codebooks").toString(),
                "CENTROID_STATE_DIRECTORY", work.resolve("state").toString(),
                "CENTROID_ARTIFACTS_DIRECTORY", work.resolve("artifacts").toString()),
            List.of(
                "/opt/java/bin/java",
                "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                // Each class that cannot be kept, such as one that was never linked, would be named.
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "@" + SERVICE.resolve("java.options"),
                "-jar",
                SERVICE.resolve("quarkus-run.jar").toString()));
    try {
      awaitReady(service, port);
      service.destroy();
      if (!service.waitFor(ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the service has not ended within " + ENDED_WITHIN);
      }
    } finally {
      service.destroyForcibly();
    }
    if (!Files.exists(ARCHIVE)) {
      throw new IllegalStateException("the service has ended without " + ARCHIVE);
    }
  }

  private static void awaitReady(Process service, int port) throws InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready")).build();
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isReady(client, request)) {
      if (!service.isAlive()) {
        throw new IllegalStateException("the service ended before it was ready; see above");
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the service is not ready after " + READY_WITHIN);
      }
      Thread.sleep(POLLED_EACH.toMillis());
    }
  }

  private static boolean isReady(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static Process start(Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    process.environment().putAll(environment);
    return process.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
