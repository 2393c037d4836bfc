package dev.centroid.codebook.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The whole service, called by the real client over the loopback. */
@QuarkusTest
@QuarkusTestResource(TemporaryDirectories.class)
class CodebooksServiceTest {

  @ConfigProperty(name = "quarkus.http.port")
  int port;

  @ConfigProperty(name = "centroid.artifacts.directory")
  Path artifacts;

  private GrpcCodebookClient client;
  private String job;

  @BeforeEach
  void connect(TestInfo test) {
    client = GrpcCodebookClient.connect("127.0.0.1", port);
    job = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void whatIsPutCanBeReadAndIsInTheArtifactStore() throws IOException {
    CodebookRef first = client.put(job, "conv1", 0, content(1, 8192));
    CodebookRef second = client.put(job, "conv1", 1, content(2, 8192));

    assertThat(client.get(job, "conv1", 1)).hasValue(content(1, 8192));
    assertThat(client.get(job, "conv1", 2)).hasValue(content(2, 8192));
    assertThat(client.get(job, "conv1", 3)).isEmpty();
    assertThat(client.list(job)).containsExactly(second);
    assertThat(new DirectoryArtifactStore(artifacts).read(first.digest()))
        .isEqualTo(content(1, 8192));
  }

  @Test
  void carriesEightMebibytesBothWays() {
    byte[] large = content(3, 8 << 20);

    client.put(job, "embedding", 0, large);

    assertThat(client.get(job, "embedding", 1).orElseThrow()).isEqualTo(large);
  }

  @Test
  void theSamePutTwiceIsSuccessAndAnotherOneAConflict() {
    CodebookRef stored = client.put(job, "conv1", 0, content(1, 100));

    assertThat(client.put(job, "conv1", 0, content(1, 100))).isEqualTo(stored);
    assertThatThrownBy(() -> client.put(job, "conv1", 0, content(2, 100)))
        .isInstanceOf(CodebookConflictException.class)
        .hasMessageContainingAll(
            job, "conv1", stored.digest().hex(), Sha256.of(content(2, 100)).hex());
  }

  @Test
  void aLayerWithoutNameIsRefusedWithTheReason() {
    assertThatThrownBy(() -> client.put(job, "", 0, content(1, 100)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer name");
  }

  @Test
  void aWatchTellsTheNewestVersionsAndThenEveryFurtherOne() {
    client.put(job, "conv1", 0, content(1, 100));
    client.put(job, "conv1", 1, content(2, 100));
    List<CodebookRef> told = new CopyOnWriteArrayList<>();

    CodebookStore.Watch watch = client.watch(job, told::add);
    try {
      await().untilAsserted(() -> assertThat(told).hasSize(1));
      for (int version = 2; version < 20; version++) {
        client.put(job, "conv1", version, content(version, 100));
      }

      await()
          .untilAsserted(
              () ->
                  assertThat(told)
                      .extracting(CodebookRef::version)
                      .isEqualTo(LongStream.rangeClosed(2, 20).boxed().toList()));
    } finally {
      watch.close();
    }
  }

  @Test
  void exactlyOneOfManyClientsWinsEachVersion() throws Exception {
    int clients = 6;
    int versions = 15;
    CyclicBarrier together = new CyclicBarrier(clients);
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Integer>> wins = new ArrayList<>();
      for (int index = 0; index < clients; index++) {
        int seed = 1000 * index;
        wins.add(threads.submit(() -> race(together, seed, versions)));
      }

      int won = 0;
      for (Future<Integer> each : wins) {
        won += each.get();
      }
      assertThat(won).isEqualTo(versions);
    } finally {
      threads.shutdownNow();
    }
    assertThat(client.list(job)).extracting(CodebookRef::version).containsExactly((long) versions);
  }

  @Test
  void tellsItsHealthAndMetrics() throws Exception {
    client.put(job, "conv1", 0, content(1, 100));

    assertThat(http("/q/health/ready").body()).contains("codebook-store").contains("UP");
    assertThat(http("/q/metrics").body())
        .contains("centroid_codebook_puts_total{outcome=\"stored\"")
        .contains("centroid_codebook_puts_total{outcome=\"conflict\"")
        .contains("centroid_codebook_versions ")
        .contains("centroid_codebook_put_seconds_count")
        .contains("centroid_codebook_bytes_total ");
  }

  private int race(CyclicBarrier together, int seed, int versions) throws Exception {
    int won = 0;
    try (GrpcCodebookClient own = GrpcCodebookClient.connect("127.0.0.1", port)) {
      for (int version = 1; version <= versions; version++) {
        together.await();
        try {
          own.put(job, "conv1", version - 1, content(seed + version, 200));
          won++;
        } catch (CodebookConflictException e) {
          assertThat(e).hasMessageContaining("version " + version);
        }
      }
    }
    return won;
  }

  private HttpResponse<String> http(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] content(int seed, int bytes) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }
}
