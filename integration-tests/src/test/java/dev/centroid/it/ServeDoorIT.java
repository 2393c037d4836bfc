package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.codebook.CodebookServers;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.codebook.RetryPolicy;
import dev.centroid.protocol.retry.Backoff;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who gets in at {@code serve}.
 *
 * <p>Given a home that an older version left open to others, a mask of file modes of 000, and a
 * {@code serve} without any option about tokens. When another site's page, another user or another
 * program calls, it is refused; the command's own calls are answered.
 */
final class ServeDoorIT {

  private static final RetryPolicy ONCE =
      new RetryPolicy(
          Duration.ofSeconds(20), Duration.ZERO, Backoff.constant(Duration.ofMillis(1)));

  private static final int STATUS_LINE_START = "HTTP/1.1 200".length();
  private static final int TIMEOUT_MS = 30_000;

  @TempDir static Path directory;

  private static Path home;
  private static int port;
  private static CentroidProcess system;
  private static List<Path> openToOthersAtStart = List.of();

  @BeforeAll
  static void serve() throws Exception {
    home = directory.resolve("home");
    Path log = Files.createDirectories(home.resolve("logs")).resolve("centroid.log");
    Files.writeString(log, "of an older version\n");
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
    for (Path folder : List.of(home, home.resolve("logs"))) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    port = FreePorts.one();
    system = withOpenMask("serve", "--port", Integer.toString(port), "--home", home.toString());
    assertThat(system.awaitLine(line -> line.startsWith("Ctrl-C"))).isPresent();
    openToOthersAtStart = Modes.openToOthers(home);
  }

  @AfterAll
  static void stop() throws Exception {
    system.stop();
    system.end();
  }

  private static CentroidProcess withOpenMask(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 000; exec \"$@\"", "sh"));
    command.addAll(CentroidProcess.command(arguments));
    return CentroidProcess.run(command);
  }

  private static String token() throws IOException {
    return Files.readString(home.resolve("token")).strip();
  }

  private static String host() {
    return "Host: 127.0.0.1:" + port;
  }

  /** The status of the answer to a request, which is written as it is. */
  private static int status(String requestLine, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      String head = requestLine + " HTTP/1.1\r\n" + String.join("\r\n", headers);
      OutputStream output = socket.getOutputStream();
      output.write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      output.flush();
      String start =
          new String(
              socket.getInputStream().readNBytes(STATUS_LINE_START), StandardCharsets.US_ASCII);
      return Integer.parseInt(start.substring("HTTP/1.1 ".length()));
    }
  }

  private static int statusWithToken(String token) throws IOException {
    return status("GET /v1/jobs", host(), "Authorization: Bearer " + token);
  }

  @Test
  void aPageOfAnotherSiteCanPostNeitherABlobNorAJob() throws Exception {
    for (String path : List.of("/v1/blobs", "/v1/jobs")) {
      assertThat(
              status(
                  "POST " + path,
                  host(),
                  "Origin: http://evil.example",
                  "Sec-Fetch-Site: cross-site",
                  "Content-Type: text/plain",
                  "Content-Length: 0"))
          .as(path)
          .isEqualTo(403);
    }
  }

  @Test
  void aNameThatIsMadeToPointHereReachesNothing() throws Exception {
    String rebound = "Host: evil.example:" + port;

    for (String path : List.of("/v1/jobs", "/q/health", "/q/metrics", "/nothing")) {
      assertThat(status("GET " + path, rebound, "Authorization: Bearer " + token()))
          .as(path)
          .isEqualTo(421);
    }
  }

  @Test
  void anotherUserOfTheMachineNeedsTheToken() throws Exception {
    assertThat(status("GET /v1/jobs", host())).isEqualTo(401);
    assertThat(statusWithToken("0".repeat(64))).isEqualTo(401);
    assertThat(statusWithToken(token())).isEqualTo(200);
    assertThat(status("GET /q/health", host())).isEqualTo(200);
  }

  @Test
  void aForeignCallerOfTheCodebookServiceNeedsTheToken() throws Exception {
    CodebookServers servers = CodebookServers.plain("127.0.0.1:" + port);
    try (GrpcCodebookClient foreign = GrpcCodebookClient.connect(servers, ONCE);
        GrpcCodebookClient own =
            GrpcCodebookClient.connect(
                servers.withToken(Optional.of(BearerToken.ofText(token()))), ONCE)) {
      assertThatThrownBy(() -> foreign.list("job"))
          .isInstanceOf(CodebookUnavailableException.class)
          .hasMessageContaining("refused the token");
      assertThat(own.list("job")).isEmpty();
    }
  }

  @Test
  void theCommandsOfTheHomeNeedNoWordAboutTokensAndLeaveNothingOpenToOthers() throws Exception {
    Path out = directory.resolve("out");
    String url = "http://127.0.0.1:" + port;
    withOpenMask(
            "compress",
            SmallJob.in(directory.resolve("job")).toString(),
            "--out",
            out.toString(),
            "--server",
            url,
            "--home",
            home.toString())
        .end()
        .successfully();
    CentroidProcess.Ended jobs =
        CentroidProcess.start("jobs", "--server", url, "--home", home.toString()).end();

    assertThat(jobs.successfully().output()).anyMatch(line -> line.contains("completed"));
    assertThat(Modes.openToOthers(home)).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rwxrwxrwx");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("model.pt"))))
        .isEqualTo("rw-rw-rw-");
  }

  @Test
  void nothingOfTheHomeIsOpenToOthersOnceTheSystemRuns() {
    assertThat(openToOthersAtStart).isEmpty();
  }

  @Test
  void aCommandOfAnotherHomeSendsNoToken() throws Exception {
    CentroidProcess.Ended jobs =
        CentroidProcess.start(
                "jobs",
                "--server",
                "http://127.0.0.1:" + port,
                "--home",
                directory.resolve("another").toString())
            .end();

    assertThat(jobs.code()).isEqualTo(2);
    assertThat(jobs.errors()).singleElement().asString().contains("--token-file");
  }

  @Test
  void aNewTokenReplacesTheOldOneWithoutARestart() throws Exception {
    String old = token();

    CentroidProcess.Ended replaced =
        CentroidProcess.start("token", "new", "--home", home.toString()).end().successfully();

    assertThat(token()).isNotEqualTo(old);
    assertThat(replaced.output()).anyMatch(line -> line.contains(home.resolve("token").toString()));
    assertThat(statusWithToken(old)).isEqualTo(401);
    assertThat(statusWithToken(token())).isEqualTo(200);
  }

  @Test
  void theTokenThatWasMadeIsShownWithItsFile() throws Exception {
    assertThat(system.awaitLine(line -> line.equals("token      " + home.resolve("token"))))
        .isPresent();
    assertThat(system.awaitLine(line -> line.strip().matches("[0-9a-f]{64}, made now.*")))
        .isPresent();
  }
}
