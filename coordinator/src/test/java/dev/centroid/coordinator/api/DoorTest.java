package dev.centroid.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.api.RawHttp.Answer;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.Sha256;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that pages of other sites make a browser send, and others that are out of bounds. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class DoorTest {

  private static final String JSON = "Content-Type: application/json";
  private static final String TEXT = "Content-Type: text/plain";
  private static final String BYTES = "Content-Type: application/octet-stream";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final int LIMIT = 1 << 20;

  @TestHTTPResource URI root;

  @ConfigProperty(name = "centroid.artifacts.directory")
  Path artifacts;

  private RawHttp http() {
    return new RawHttp(root.getPort());
  }

  private String host() {
    return "Host: localhost:" + root.getPort();
  }

  private Answer get(String path, String... headers) throws IOException {
    return http().send("GET " + path, List.of(headers), "");
  }

  private static void assertRefused(Answer answer, int status) throws IOException {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
    assertThat(answer.problem().path("status").asInt()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/jobs",
        "/v1/jobs/any/events",
        "/v1/blobs/any",
        "/v1/nothing",
        "/nothing",
        "/q/health",
        "/q/health/ready",
        "/q/metrics",
        "/",
        "//v1/jobs",
        "/q/../v1/jobs"
      })
  void refusesAForeignHostOnEveryPath(String path) throws IOException {
    assertRefused(get(path, "Host: evil.example"), 421);
    assertRefused(get(path, "Host: evil.example:" + root.getPort()), 421);
  }

  @Test
  void refusesARequestWithoutHostOrWithTwo() throws IOException {
    assertThat(get("/v1/jobs").status()).isEqualTo(400);
    assertThat(get("/v1/jobs", host(), "Host: evil.example").status()).isEqualTo(400);
    assertThat(get("/v1/jobs", host(), host()).status()).isEqualTo(400);
    assertThat(get("/v1/jobs", "Host: ").status()).isEqualTo(400);
  }

  @Test
  void refusesATargetThatNamesAnotherHostThanTheHeader() throws IOException {
    assertRefused(get("http://evil.example/v1/jobs", host()), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]"})
  void acceptsNamesOfTheLoopbackAtAnyPort(String name) throws IOException {
    assertThat(get("/v1/jobs", "Host: " + name).status()).isEqualTo(200);
    assertThat(get("/v1/jobs", "Host: " + name + ":65000").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "http://localhost:3000", "null"})
  void refusesAForeignOrigin(String origin) throws IOException {
    assertRefused(get("/v1/jobs", host(), "Origin: " + origin), 403);
    assertRefused(get("/q/metrics", host(), "Origin: " + origin), 403);
    assertRefused(
        http().post("/v1/blobs", List.of(host(), BYTES, "Origin: " + origin), "blob"), 403);
  }

  @Test
  void refusesAPreflightOfAForeignOrigin() throws IOException {
    Answer answer =
        http()
            .send(
                "OPTIONS /v1/jobs",
                List.of(
                    host(),
                    "Origin: http://evil.example",
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type"),
                "");

    assertRefused(answer, 403);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void refusesWhatABrowserCallsCrossSite() throws IOException {
    assertRefused(get("/v1/jobs", host(), "Sec-Fetch-Site: cross-site"), 403);
    assertThat(get("/v1/jobs", host(), "Sec-Fetch-Site: none").status()).isEqualTo(200);
  }

  @Test
  void refusesADriveByBlobAndJob() throws IOException {
    List<String> page =
        List.of(host(), TEXT, "Origin: http://evil.example", "Sec-Fetch-Site: cross-site");

    assertRefused(http().post("/v1/blobs", page, "drive-by blob"), 403);
    assertRefused(http().post("/v1/jobs", page, "{}"), 403);
    assertThat(isStored("drive-by blob")).isFalse();
  }

  @Test
  void refusesALongBodyOfAForeignOriginWithoutReadingIt() throws IOException {
    Answer answer =
        http()
            .send(
                "POST /v1/blobs",
                List.of(
                    host(), BYTES, "Origin: http://evil.example", "Content-Length: 68719476736"),
                "the first bytes");

    assertRefused(answer, 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TEXT,
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Type: application/json",
        "X-Content-Type: none"
      })
  void refusesABlobOfATypeThatPagesOfOtherSitesCanSend(String type) throws IOException {
    assertRefused(http().post("/v1/blobs", List.of(host(), type), "simple blob"), 415);
    assertThat(isStored("simple blob")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/jobs, Content-Type: text/plain",
    "/v1/jobs, Content-Type: application/x-www-form-urlencoded",
    "/v1/jobs, X-Content-Type: none",
    "/v1/events, Content-Type: text/plain",
    "/v1/events, X-Content-Type: none",
    "/v1/notifications, Content-Type: text/plain",
    "/v1/notifications, X-Content-Type: none",
    "/v1/jobs/any/cancel, Content-Type: text/plain",
    "/v1/jobs/any/pause, Content-Type: text/plain",
    "/v1/jobs/any/resume, Content-Type: text/plain",
  })
  void refusesJsonOfAnotherType(String path, String type) throws IOException {
    Answer answer = http().post(path, List.of(host(), type), "{}");

    assertRefused(answer, 415);
    assertThat(answer.problem().path("detail").asText()).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/cloudevents+json", "application/json; charset=utf-8"})
  void acceptsTheTypesOfCloudEvents(String type) throws IOException {
    Answer answer =
        http().post("/v1/events", List.of(host(), "Content-Type: " + type), "not an event");

    assertRefused(answer, 400);
  }

  @Test
  void acceptsACloudEventWithoutData() throws IOException {
    Answer answer =
        http()
            .post(
                "/v1/events",
                List.of(
                    host(),
                    "ce-specversion: 1.0",
                    "ce-id: 1",
                    "ce-source: /test",
                    "ce-type: dev.centroid.compression.cancel",
                    "ce-subject: jobs/none"),
                "");

    assertRefused(answer, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/v1/events", "/v1/notifications"})
  void refusesAnOversizeBodyByItsLengthBeforeItComes(String path) throws IOException {
    Answer answer =
        http().send("POST " + path, List.of(host(), JSON, "Content-Length: " + (LIMIT + 1)), "{");

    assertRefused(answer, 413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/v1/events", "/v1/notifications"})
  void refusesAnOversizeBodyOfUnknownLength(String path) throws IOException {
    String chunk = Integer.toHexString(LIMIT + 1) + "\r\n" + " ".repeat(LIMIT + 1) + "\r\n";

    assertRefused(http().send("POST " + path, List.of(host(), JSON, CHUNKED), chunk), 413);
  }

  @Test
  void readsABodyOfOneMebibyte() throws IOException {
    Answer answer = http().post("/v1/jobs", List.of(host(), JSON), " ".repeat(LIMIT));

    assertRefused(answer, 400);
  }

  @Test
  void aBlobIsForNoBrowserToInterpret() throws IOException {
    String page = "<script>alert(1)</script>";
    assertThat(http().post("/v1/blobs", List.of(host(), BYTES), page).status()).isEqualTo(201);

    Answer answer = get("/v1/blobs/" + digest(page), host());

    assertThat(answer.body()).isEqualTo(page);
    assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.header("Content-Type")).hasValue("application/octet-stream");
    assertThat(answer.header("Content-Disposition")).hasValue("attachment");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).hasValue("same-origin");
  }

  @Test
  void noProblemNamesAFileOfTheServer() throws IOException {
    String blob = "a blob that the disk damages";
    assertThat(http().post("/v1/blobs", List.of(host(), BYTES), blob).status()).isEqualTo(201);
    Files.writeString(file(digest(blob)), "something else");

    Answer damaged = get("/v1/blobs/" + digest(blob), host());
    Answer missing = get("/v1/blobs/" + digest("never put"), host());

    assertRefused(damaged, 500);
    assertRefused(missing, 404);
    assertThat(List.of(damaged.body(), missing.body()))
        .allSatisfy(body -> assertThat(body).doesNotContain(artifacts.toString(), "/tmp"));
  }

  @Test
  void noExceptionTellsItsText() {
    ProblemMappers mappers = new ProblemMappers();
    String text = "/srv/centroid/secret";

    assertThat(
            List.of(
                mappers.of(new IOException(text)),
                mappers.of(new KafkaException(text)),
                mappers.of(new IllegalStateException(text))))
        .extracting(Response::getEntity)
        .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain(text));
  }

  private static Digest digest(String content) {
    return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
  }

  private boolean isStored(String content) throws IOException {
    return get("/v1/blobs/" + digest(content), host()).status() == 200;
  }

  private Path file(Digest digest) {
    String name = digest.hex();
    return artifacts.resolve("objects").resolve(name.substring(0, 2)).resolve(name.substring(2));
  }
}
