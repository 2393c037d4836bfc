package dev.centroid.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteArtifactStoreTest {

  private static final byte[] CONTENT = "some bytes".getBytes(StandardCharsets.UTF_8);
  private static final String BLOBS = "/v1/blobs";

  @TempDir private Path directory;

  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private int fetches;
  private HttpServer server;
  private RemoteArtifactStore store;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(BLOBS, this::answer);
    server.start();
    store =
        new RemoteArtifactStore(
            new DirectoryArtifactStore(directory),
            new JobClient("http://127.0.0.1:" + server.getAddress().getPort(), Optional.empty()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] answer;
    if (exchange.getRequestMethod().equals("POST")) {
      byte[] content = exchange.getRequestBody().readAllBytes();
      String digest = Sha256.of(content).hex();
      blobs.put(digest, content);
      answer = ("{\"digest\": \"" + digest + "\"}").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(201, answer.length);
    } else {
      fetches++;
      String path = exchange.getRequestURI().getPath();
      answer = blobs.getOrDefault(path.substring(BLOBS.length() + 1), new byte[0]);
      exchange.sendResponseHeaders(answer.length > 0 ? 200 : 404, answer.length);
    }
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void whatIsPutIsInTheCluster() throws IOException {
    Digest digest = store.put(CONTENT);

    assertThat(blobs.get(digest.hex())).isEqualTo(CONTENT);
  }

  @Test
  void whatTheClusterHasIsFetchedOnce() throws IOException {
    Digest digest = Sha256.of(CONTENT);
    blobs.put(digest.hex(), CONTENT);

    assertThat(store.read(digest)).isEqualTo(CONTENT);
    assertThat(store.file(digest)).hasBinaryContent(CONTENT);
    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void whatWasDamagedOnItsWayIsRefused() {
    Digest digest = Sha256.of(CONTENT);
    blobs.put(digest.hex(), "other bytes".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> store.read(digest))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(digest.hex());
  }

  @Test
  void whatTheClusterDoesNotHaveIsNamed() {
    Digest digest = Sha256.of(CONTENT);

    assertThatThrownBy(() -> store.read(digest))
        .isInstanceOf(IOException.class)
        .hasMessage("the coordinator answered 404 for " + digest);
  }
}
