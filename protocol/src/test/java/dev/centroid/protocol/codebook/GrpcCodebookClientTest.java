package dev.centroid.protocol.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.grpc.ContributeRequest;
import dev.centroid.protocol.grpc.PutRequest;
import dev.centroid.protocol.retry.Backoff;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GrpcCodebookClientTest {

  private static final RetryPolicy PATIENT =
      new RetryPolicy(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          new Backoff(Duration.ofMillis(10), Duration.ofMillis(80)));

  private final InMemoryCodebooks codebooks = new InMemoryCodebooks();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int port;

  @BeforeEach
  void findAFreePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void readsWhatItPut() {
    serve();
    GrpcCodebookClient client = client(PATIENT);

    CodebookRef first = client.put("job", "conv1", 0, content(1));
    CodebookRef second = client.put("job", "conv1", 1, content(2));
    CodebookRef other = client.put("job", "conv0", 0, content(3));

    assertThat(first).isEqualTo(new CodebookRef("conv1", 1, Sha256.of(content(1))));
    assertThat(client.get("job", "conv1", 1)).hasValue(content(1));
    assertThat(client.get("job", "conv1", 2)).hasValue(content(2));
    assertThat(client.list("job")).containsExactly(other, second);
  }

  @Test
  void carriesEightMebibytes() {
    serve();
    byte[] large = new byte[8 << 20];
    new Random(8).nextBytes(large);
    GrpcCodebookClient client = client(PATIENT);

    client.put("job", "embedding", 0, large);

    assertThat(client.get("job", "embedding", 1).orElseThrow()).isEqualTo(large);
  }

  @Test
  void aVersionThatIsNotThereIsEmpty() {
    serve();

    assertThat(client(PATIENT).get("job", "conv1", 1)).isEmpty();
  }

  @Test
  void aConflictComesOutWithTheServicesWords() {
    serve();
    GrpcCodebookClient client = client(PATIENT);
    client.put("job", "conv1", 0, content(1));

    assertThatThrownBy(() -> client.put("job", "conv1", 0, content(2)))
        .isInstanceOf(CodebookConflictException.class)
        .hasMessage("newest is 1");
    assertThat(codebooks.calls).hasValue(2);
  }

  @Test
  void waitsForAServiceThatStartsLater() {
    RecordedTiming timing = new RecordedTiming();
    timing.afterPauses(5, this::serve);
    GrpcCodebookClient client = client(PATIENT, timing);

    CodebookRef stored = client.put("job", "conv1", 0, content(1));

    assertThat(stored.version()).isEqualTo(1);
    assertThat(timing.pauses.subList(0, 5))
        .extracting(Duration::toMillis)
        .containsExactly(10L, 20L, 40L, 80L, 80L);
  }

  @Test
  void givesUpWhenTheTimeIsUpAndNamesTheService() {
    RecordedTiming timing = new RecordedTiming();
    GrpcCodebookClient client = client(PATIENT, timing);

    assertThatThrownBy(() -> client.list("job"))
        .isInstanceOf(CodebookUnavailableException.class)
        .hasMessageContainingAll("localhost:" + port, "UNAVAILABLE", "check that it runs");
    assertThat(timing.total())
        .isBetween(PATIENT.total().minus(PATIENT.backoff().longest()), PATIENT.total());
  }

  @Test
  void doesNotWaitLongerThanTheDeadlineForASilentService() {
    serve();
    codebooks.silent.set(true);
    RetryPolicy impatient =
        new RetryPolicy(
            Duration.ofMillis(200), Duration.ZERO, Backoff.constant(Duration.ofMillis(1)));
    GrpcCodebookClient client = client(impatient);

    assertThatThrownBy(() -> client.put("job", "conv1", 0, content(1)))
        .isInstanceOf(CodebookUnavailableException.class)
        .hasMessageContaining("DEADLINE_EXCEEDED");
  }

  @Test
  void anInterruptEndsAWaitAndStaysSet() {
    GrpcCodebookClient client =
        client(
            PATIENT,
            new RecordedTiming() {
              @Override
              public void sleep(Duration pause) throws InterruptedException {
                throw new InterruptedException("the test interrupts");
              }
            });

    assertThatThrownBy(() -> client.list("job"))
        .isInstanceOf(CodebookUnavailableException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void refusesAContentThatNoMessageHolds() {
    byte[] tooLong = new byte[CodebookMessages.LONGEST_CONTENT + 1];
    GrpcCodebookClient client = client(PATIENT);

    assertThatThrownBy(() -> client.put("job", "conv1", 0, tooLong))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("conv1", "fewer centroids");
  }

  @Test
  void aWatchTellsTheNewestVersionsAndThenEveryFurtherOne() {
    serve();
    GrpcCodebookClient client = client(PATIENT);
    client.put("job", "conv1", 0, content(1));
    CodebookRef newest = client.put("job", "conv1", 1, content(2));
    List<CodebookRef> told = new CopyOnWriteArrayList<>();

    open.add(client.watch("job", told::add));
    await().untilAsserted(() -> assertThat(told).containsExactly(newest));
    CodebookRef further = client.put("job", "conv1", 2, content(3));
    CodebookRef other = client.put("job", "conv2", 0, content(4));

    await().untilAsserted(() -> assertThat(told).containsExactly(newest, further, other));
  }

  @Test
  void aWatchWhoseConnectionBreaksTellsTheVersionsItMissed() {
    serve();
    GrpcCodebookClient client = client(PATIENT);
    client.put("job", "conv1", 0, content(1));
    List<CodebookRef> told = new CopyOnWriteArrayList<>();
    open.add(client.watch("job", told::add));
    await().untilAsserted(() -> assertThat(told).hasSize(1));

    codebooks.breakWatches();
    for (int version = 1; version < 5; version++) {
      client.put("job", "conv1", version, content(version + 1));
    }

    await()
        .untilAsserted(
            () ->
                assertThat(told)
                    .extracting(CodebookRef::version)
                    .containsExactly(1L, 2L, 3L, 4L, 5L));
    assertThat(told).extracting(CodebookRef::digest).contains(Sha256.of(content(3)));
  }

  @Test
  void aClosedWatchIsForgottenByTheService() {
    serve();
    GrpcCodebookClient client = client(PATIENT);
    CodebookStore.Watch watch = client.watch("job", codebook -> {});
    await().untilAsserted(() -> assertThat(codebooks.watches).hasValue(1));

    watch.close();

    await().untilAsserted(() -> assertThat(codebooks.watches).hasValue(0));
  }

  @Test
  void goesOnWithTheNextNodeWhenOneCannotAnswer() throws IOException {
    serve();
    codebooks.unavailable.set(true);
    InMemoryCodebooks majority = new InMemoryCodebooks();
    Server other = server(0, majority);
    GrpcCodebookClient client =
        client(CodebookServers.plain("localhost:" + port + ", localhost:" + other.getPort()));

    client.put("job", "conv1", 0, content(1));
    client.put("job", "conv1", 1, content(2));

    assertThat(codebooks.calls).as("one refusal is enough").hasValue(1);
    assertThat(majority.puts).hasSize(2);
  }

  @Test
  void goesOnWithTheNextNodeWhenOneIsGone() throws IOException {
    InMemoryCodebooks running = new InMemoryCodebooks();
    Server other = server(0, running);
    GrpcCodebookClient client =
        client(CodebookServers.plain("localhost:" + port + ",localhost:" + other.getPort()));

    assertThat(client.put("job", "conv1", 0, content(1)).version()).isEqualTo(1);
    assertThat(client.list("job")).hasSize(1);
  }

  @Test
  void namesAllNodesWhenNoneAnswers() {
    GrpcCodebookClient client =
        open(
            new GrpcCodebookClient(
                CodebookNodes.of(CodebookServers.plain("localhost:" + port + ",localhost:1")),
                PATIENT,
                new RecordedTiming()));

    assertThatThrownBy(() -> client.list("job"))
        .isInstanceOf(CodebookUnavailableException.class)
        .hasMessageContaining("localhost:" + port + ", localhost:1");
  }

  @Test
  void aPutCarriesItsPredecessorsDigest() {
    serve();
    GrpcCodebookClient client = client(PATIENT);
    CodebookRef first = client.put("job", "conv1", 0, content(1));

    client.putAfter("job", first, content(2));

    assertThat(codebooks.puts)
        .extracting(PutRequest::getPredecessorDigest)
        .containsExactly("", first.digest().hex());
  }

  @Test
  void aContributionGivesTheMergedVersionOnceThereIsOne() {
    serve();
    GrpcCodebookClient client = client(PATIENT);
    CodebookRef base = client.put("job", "conv1", 0, content(1));

    assertThat(client.contribute("job", base, 0, 2, List.of(content(2)))).isEmpty();
    assertThat(client.contribute("job", base, 1, 2, List.of(content(3))))
        .hasValue(new CodebookRef("conv1", 2, Sha256.of(content(3))));
  }

  @Test
  void contributionsThatAreTooLongForOneMessageAreSentInSeveral() {
    serve();
    GrpcCodebookClient client = client(PATIENT);
    CodebookRef base = client.put("job", "conv1", 0, content(1));
    byte[] half = new byte[CodebookMessages.LONGEST_CONTENT / 2];

    assertThat(client.contribute("job", base, 0, 5, List.of(half, half, half, half, content(3))))
        .hasValue(new CodebookRef("conv1", 2, Sha256.of(content(3))));
    assertThat(codebooks.contributions)
        .extracting(ContributeRequest::getFirstShard, ContributeRequest::getDeltasCount)
        .containsExactly(tuple(0, 2), tuple(2, 2), tuple(4, 1));
  }

  private void serve() {
    try {
      server(port, codebooks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Server server(int onPort, InMemoryCodebooks service) throws IOException {
    Server server =
        Grpc.newServerBuilderForPort(onPort, InsecureServerCredentials.create())
            .maxInboundMessageSize(CodebookMessages.LONGEST_MESSAGE)
            .addService(service)
            .build()
            .start();
    open.add(server::shutdownNow);
    return server;
  }

  private GrpcCodebookClient client(CodebookServers servers) {
    return open(GrpcCodebookClient.connect(servers, PATIENT));
  }

  private GrpcCodebookClient open(GrpcCodebookClient client) {
    open.add(client);
    return client;
  }

  private GrpcCodebookClient client(RetryPolicy policy) {
    GrpcCodebookClient client = GrpcCodebookClient.connect("localhost", port, policy);
    open.add(client);
    return client;
  }

  private GrpcCodebookClient client(RetryPolicy policy, Timing timing) {
    GrpcCodebookClient client =
        new GrpcCodebookClient(
            CodebookNodes.of(CodebookServers.plain("localhost:" + port)), policy, timing);
    open.add(client);
    return client;
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[100];
    new Random(seed).nextBytes(content);
    return content;
  }

  /** Its clock moves only by pauses, which take no time. */
  private static class RecordedTiming implements Timing {

    final List<Duration> pauses = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private int pausesBeforeAction;
    private Runnable action = () -> {};

    void afterPauses(int count, Runnable then) {
      pausesBeforeAction = count;
      action = then;
    }

    Duration total() {
      return pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public long nanos() {
      return nanos.get();
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
      pauses.add(pause);
      nanos.addAndGet(pause.toNanos());
      if (pauses.size() == pausesBeforeAction) {
        action.run();
      }
    }
  }
}
