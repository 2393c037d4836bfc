package dev.centroid.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.coordinator.broker.TestBroker;
import dev.centroid.protocol.topic.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The application with a token, and all that it logs in a file. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@TestProfile(TokenTest.WithToken.class)
class TokenTest {

  private static final String TOKEN = "the-token-of-this-test";
  private static final String WRONG = "a-wrong-token-of-this-test";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TestHTTPResource URI root;

  @ConfigProperty(name = "quarkus.log.file.path")
  Path log;

  /** What is set for this test. */
  public static final class WithToken implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "token");
        return Map.of(
            "centroid.api.token-file",
            Files.writeString(directory.resolve("token"), TOKEN + "\n").toAbsolutePath().toString(),
            "centroid.http.allowed-hosts",
            "centroid.example.org,*.internal",
            "quarkus.http.test-port",
            Integer.toString(TestBroker.freePort()),
            "quarkus.log.file.enabled",
            "true",
            "quarkus.log.file.path",
            directory.resolve("log").toAbsolutePath().toString(),
            "quarkus.log.level",
            "DEBUG",
            "quarkus.log.console.level",
            "WARN",
            "quarkus.log.category.\"kafka\".level",
            "WARN",
            "quarkus.log.category.\"org.apache.kafka\".level",
            "WARN");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private HttpResponse<String> send(String method, String path, String authorization)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root.resolve("/").toString().replaceAll("/$", "") + path))
            .method(method, BodyPublishers.ofString("{}"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void whoeverSendsTheTokenIsServed() throws Exception {
    assertThat(send("GET", "/v1/jobs", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer " + WRONG,
        "Bearer the-token-of-this-tes",
        "Basic " + TOKEN,
        TOKEN,
        "Bearer " + TOKEN + "x"
      })
  void whoeverSendsAnythingElseIsToldWhatToSend(String authorization) throws Exception {
    HttpResponse<String> response = send("GET", "/v1/jobs", authorization);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Bearer realm=\"centroid\"");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = Json.mapper().readTree(response.body());
    assertThat(problem.path("status").asInt()).isEqualTo(401);
    assertThat(problem.path("detail").asText()).contains("token").doesNotContain(WRONG, TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/jobs",
    "GET, /v1/jobs/any",
    "GET, /v1/jobs/any/events",
    "POST, /v1/blobs",
    "GET, /v1/blobs/any",
    "GET, /v1/nothing",
    "DELETE, /v1/jobs",
    "GET, //v1/jobs",
    "GET, /v1//jobs",
    "GET, /./v1/jobs",
    "GET, /q/../v1/jobs",
    "GET, /%761/jobs",
    "GET, /v1/jobs;a=b",
  })
  void noPathAndMethodLeadsPastTheToken(String method, String path) throws Exception {
    assertThat(send(method, path, "").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/q/health",
        "/q/health/live",
        "/q/health/ready",
        "/q/health/started",
        "/q/metrics"
      })
  void monitorsNeedNoToken(String path) throws Exception {
    assertThat(send("GET", path, "").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"centroid.example.org", "coordinator-0.internal:8080"})
  void configuredHostsAreServed(String host) throws Exception {
    RawHttp http = new RawHttp(root.getPort());

    assertThat(http.send("GET /v1/jobs", List.of("Host: " + host), "").status()).isEqualTo(401);
    assertThat(
            http.send(
                    "GET /v1/jobs", List.of("Host: " + host, "Authorization: Bearer " + TOKEN), "")
                .status())
        .isEqualTo(200);
  }

  @Test
  void noTokenIsLogged() throws Exception {
    send("GET", "/v1/jobs", "Bearer " + TOKEN);
    send("GET", "/v1/jobs", "Bearer " + WRONG);
    send("POST", "/v1/jobs", "Bearer " + TOKEN);

    assertThat(Files.readString(log)).contains("DEBUG").doesNotContain(TOKEN, WRONG);
  }

  @Test
  void onlyTheLoopbackIsListenedOnAndThatIsLogged() throws Exception {
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(log))
                    .contains("listens on 127.0.0.1:" + root.getPort() + " only"));
    assertThatThrownBy(() -> new Socket("127.0.0.2", root.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }
}
