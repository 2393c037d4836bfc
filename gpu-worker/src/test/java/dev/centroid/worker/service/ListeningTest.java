package dev.centroid.worker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The worker's application without configuration of its addresses, and without tasks to do. */
@QuarkusTest
@TestProfile(ListeningTest.Idle.class)
class ListeningTest {

  @ConfigProperty(name = "quarkus.http.test-port")
  int testPort;

  @ConfigProperty(name = "quarkus.log.file.path")
  Path log;

  /** What is set for this test. */
  public static final class Idle implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      try (ServerSocket free = new ServerSocket(0)) {
        return Map.of(
            "centroid.worker.autostart",
            "false",
            "quarkus.http.test-port",
            Integer.toString(free.getLocalPort()),
            "quarkus.log.file.enabled",
            "true",
            "quarkus.log.file.path",
            Files.createTempDirectory(Path.of("target"), "listening")
                .resolve("log")
                .toAbsolutePath()
                .toString(),
            // The build's own system property shares the prefix.
            "smallrye.config.mapping.validate-unknown",
            "false");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void onlyTheLoopbackIsListenedOnAndThatIsLogged() throws Exception {
    new Socket(InetAddress.getLoopbackAddress(), testPort).close();

    assertThatThrownBy(() -> new Socket("127.0.0.2", testPort).close())
        .isInstanceOf(ConnectException.class);
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(log))
                    .contains("listens on 127.0.0.1:" + testPort + " only"));
  }

  @Test
  void hasAPortThatNoOtherServiceHas() throws IOException {
    Properties shipped = new Properties();
    try (InputStream file = WorkerService.class.getResourceAsStream("/application.properties")) {
      shipped.load(file);
    }

    // The configuration of a running test has the test's port.
    assertThat(shipped).containsEntry("quarkus.http.port", "8081");
  }
}
