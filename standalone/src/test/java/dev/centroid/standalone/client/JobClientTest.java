package dev.centroid.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.job.CommandLineJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobClientTest {

  private static final Digest BLOB = new Digest("0".repeat(64));
  private static final CommandLineJob JOB =
      new CommandLineJob(new JobSubmission(new JobInputs(BLOB, BLOB, BLOB, BLOB), 1, 1));

  private final List<String> bodies = new ArrayList<>();
  private final List<Integer> answers = new ArrayList<>();
  private HttpServer server;
  private JobClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/jobs",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] problem = "{\"detail\": \"why\"}".getBytes(StandardCharsets.UTF_8);
          int status = answers.size() > 1 ? answers.remove(0) : answers.get(0);
          exchange.sendResponseHeaders(status, problem.length);
          exchange.getResponseBody().write(problem);
          exchange.close();
        });
    server.start();
    client =
        new JobClient("http://127.0.0.1:" + server.getAddress().getPort(), Duration.ofMillis(1));
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
        .hasMessage("the coordinator answered 503");
  }

  @Test
  void aJobThatIsRefusedIsNotAskedForAgain() {
    answers.add(422);

    assertThatThrownBy(() -> client.submit(JOB))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("why");
    assertThat(bodies).hasSize(1);
  }
}
