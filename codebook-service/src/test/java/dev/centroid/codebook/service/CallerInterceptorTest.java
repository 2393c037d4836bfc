package dev.centroid.codebook.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.codebook.CodebookServers;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.codebook.RetryPolicy;
import dev.centroid.protocol.grpc.CodebooksGrpc;
import dev.centroid.protocol.grpc.ListRequest;
import dev.centroid.protocol.retry.Backoff;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The whole service with a token, called by the real client and by others. */
@QuarkusTest
@QuarkusTestResource(TemporaryDirectories.class)
@TestProfile(CallerInterceptorTest.WithToken.class)
class CallerInterceptorTest {

  private static final String TOKEN = "the-token-of-this-test";
  private static final String NEW_TOKEN = "the-new-token-of-this-test";
  private static final RetryPolicy ONCE =
      new RetryPolicy(
          Duration.ofSeconds(20), Duration.ZERO, Backoff.constant(Duration.ofMillis(1)));

  @ConfigProperty(name = "quarkus.http.port")
  int port;

  @ConfigProperty(name = "centroid.codebook.token-file")
  Path tokenFile;

  /** What is set for this test. */
  public static final class WithToken implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "token");
        Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        return Map.of("centroid.codebook.token-file", file.toAbsolutePath().toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private GrpcCodebookClient client(Optional<BearerToken> token) {
    return GrpcCodebookClient.connect(
        CodebookServers.plain("127.0.0.1:" + port).withToken(token), ONCE);
  }

  @Test
  void answersACallerWithTheToken() {
    try (GrpcCodebookClient client = client(Optional.of(BearerToken.ofText(TOKEN)))) {
      client.put("job", "conv1", 0, new byte[] {1});

      assertThat(client.get("job", "conv1", 1)).hasValue(new byte[] {1});
    }
  }

  @Test
  void refusesACallerWithoutTokenOrWithAnother() {
    for (Optional<BearerToken> token :
        List.<Optional<BearerToken>>of(
            Optional.empty(), Optional.of(BearerToken.ofText("another-token-of-this-test")))) {
      try (GrpcCodebookClient client = client(token)) {
        assertThatThrownBy(() -> client.list("job"))
            .isInstanceOf(CodebookUnavailableException.class)
            .hasMessageContainingAll("refused the token", "centroid.codebook.token-file")
            .hasMessageNotContaining("another-token");
      }
    }
  }

  @Test
  void refusesAForeignCallerByStatus() {
    assertThat(refusalOf("127.0.0.1:" + port).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void refusesAForeignAuthority() {
    Status status = refusalOf("evil.example:" + port);

    assertThat(status.getDescription()).contains("421");
  }

  @Test
  void serviceAndClientTakeANewTokenWithoutARestart() throws IOException {
    try (GrpcCodebookClient following =
            client(Optional.of(BearerToken.ofFile(tokenFile, "--token-file")));
        GrpcCodebookClient staying = client(Optional.of(BearerToken.ofText(TOKEN)))) {
      assertThat(following.list("another job")).isEmpty();

      replace(NEW_TOKEN);

      assertThat(following.list("another job")).isEmpty();
      assertThatThrownBy(() -> staying.list("another job"))
          .isInstanceOf(CodebookUnavailableException.class);
    } finally {
      replace(TOKEN);
    }
  }

  @Test
  void monitorsNeedNoToken() throws Exception {
    HttpResponse<String> health =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(health.statusCode()).isEqualTo(200);
  }

  private void replace(String token) throws IOException {
    Path draft = Files.writeString(tokenFile.resolveSibling("new"), token + "\n");
    Files.move(draft, tokenFile, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The status that a call without token gets. */
  private Status refusalOf(String authority) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, InsecureChannelCredentials.create())
            .overrideAuthority(authority)
            .build();
    try {
      CodebooksGrpc.newBlockingStub(channel).list(ListRequest.newBuilder().setJobId("job").build());
      throw new AssertionError("the call was answered");
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    } finally {
      channel.shutdownNow();
    }
  }
}
