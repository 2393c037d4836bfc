package dev.centroid.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.job.CommandLineJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobClientTest {

  private static final Digest BLOB = new Digest("0".repeat(64));
  private static final CommandLineJob JOB =
      new CommandLineJob(new JobSubmission(new JobInputs(BLOB, BLOB, BLOB, BLOB), 1, 1));

  private final List<String> bodies = new ArrayList<>();
  private final List<Optional<String>> authorizations = new ArrayList<>();
  private final List<Integer> answers = new ArrayList<>();
  private HttpServer server;
  private JobClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/jobs",
        exchange -> {
          authorizations.add(
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] problem = "{\"detail\": \"why\"}".getBytes(StandardCharsets.UTF_8);
          int status = answers.size() > 1 ? answers.remove(0) : answers.get(0);
          exchange.sendResponseHeaders(status, problem.length);
          exchange.getResponseBody().write(problem);
          exchange.close();
        });
    server.start();
    client = client(Optional.empty());
  }

  private JobClient client(Optional<BearerToken> token) {
    return new JobClient(
        "http://127.0.0.1:" + server.getAddress().getPort(), token, Duration.ofMillis(1));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aBusyCoordinatorIsAskedAgainForTheSameJob() throws Exception {
    answers.addAll(List.of(503, 503, 202));

    client.submit(JOB);

    assertThat(bodies).hasSize(3).containsOnly(bodies.get(0));
  }

  @Test
  void aCoordinatorThatStaysBusyIsNotAskedForEver() {
    answers.add(503);

    assertThatThrownBy(() -> client.submit(JOB))
        .isInstanceOf(IOException.class)
        .hasMessage("the coordinator answered 503: why");
  }

  @Test
  void aJobThatIsRefusedIsNotAskedForAgain() {
    answers.add(422);

    assertThatThrownBy(() -> client.submit(JOB))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("why");
    assertThat(bodies).hasSize(1);
  }

  @Test
  void anOrderThatCannotBeFollowedSaysWhy() {
    answers.add(409);

    assertThatThrownBy(() -> client.order("job", JobClient.Order.CANCEL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("why");
  }

  @Test
  void aTokenOfTheEnvironmentIsSent() throws Exception {
    answers.add(202);

    client(GivenToken.find(Optional.empty(), Map.of("CENTROID_TOKEN", "a token"))).submit(JOB);

    assertThat(authorizations).containsExactly(Optional.of("Bearer a token"));
  }

  @Test
  void aTokenOfAFileWinsOverThatOfTheEnvironment(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "of the file\n");
    answers.add(202);

    client(GivenToken.find(Optional.of(file), Map.of("CENTROID_TOKEN", "a token"))).submit(JOB);

    assertThat(authorizations).containsExactly(Optional.of("Bearer of the file"));
  }

  @Test
  void withoutATokenNothingIsSent() throws Exception {
    answers.add(202);

    client.submit(JOB);

    assertThat(authorizations).containsExactly(Optional.empty());
  }

  @Test
  void whoeverIsNotLetInIsToldHowToGiveAToken() {
    answers.add(401);

    assertThatThrownBy(() -> client.submit(JOB))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the coordinator does not let us in: why; give it by --token-file or CENTROID_TOKEN");
    assertThat(bodies).hasSize(1);
  }

  @Test
  void aTokenFileThatIsNotThereIsNamed(@TempDir Path directory) {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> GivenToken.find(Optional.of(missing), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("--token-file: " + missing);
  }

  @Test
  void aTokenIsNotPrinted() {
    assertThat(GivenToken.find(Optional.empty(), Map.of("CENTROID_TOKEN", "hush")))
        .asString()
        .doesNotContain("hush");
  }
}
