package dev.centroid.artifact.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore.StoredBlob;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.TestSeed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A store in a bucket whose local directory has little room. */
final class LocalBlobsTest {

  private static final BucketLocation LOCATION = BucketLocation.parse("s3://" + S3Server.BUCKET);
  private static final int LARGEST_BLOB = 4000;
  private static final long MOST_BYTES = 10_000;
  private static final int THREADS = 3;
  private static final int DEEDS = 150;
  private static final int CONTENTS = 12;

  private static S3Server server;
  private static S3Client client;

  private final long seed = TestSeed.value();

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server();
    client = server.client();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.stop();
  }

  private ArtifactStore store(long mostBytes) {
    return new S3ArtifactStore(
        client, LOCATION, new DirectoryArtifactStore(directory), mostBytes, Upload.PART_BYTES);
  }

  private long localBytes() throws IOException {
    return new DirectoryArtifactStore(directory)
        .blobs().stream().mapToLong(StoredBlob::bytes).sum();
  }

  private static byte[] content(Random random) {
    byte[] content = new byte[1 + random.nextInt(LARGEST_BLOB)];
    random.nextBytes(content);
    return content;
  }

  @Test
  void whateverIsPutAndReadInWhicheverOrderIsRightAndFits() throws IOException {
    Random random = new Random(seed);
    ArtifactStore store = store(MOST_BYTES);
    List<byte[]> contents = new ArrayList<>();
    for (int deed = 0; deed < DEEDS; deed++) {
      deed(store, random, contents);
      assertThat(localBytes()).as("seed %d, deed %d", seed, deed).isLessThanOrEqualTo(MOST_BYTES);
    }
  }

  @Test
  void threadsDoNotTakeBlobsFromEachOther() throws Exception {
    ArtifactStore store = store(MOST_BYTES);
    List<byte[]> common = new ArrayList<>();
    Random random = new Random(seed);
    for (int number = 0; number < CONTENTS; number++) {
      common.add(content(random));
      store.put(common.get(number));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> done = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Random own = new Random(seed + thread);
      done.add(
          threads.submit(
              () -> {
                for (int deed = 0; deed < DEEDS; deed++) {
                  byte[] content = common.get(own.nextInt(CONTENTS));
                  Digest digest = own.nextBoolean() ? store.put(content) : Sha256.of(content);
                  assertThat(store.read(digest)).as("seed %d", seed).isEqualTo(content);
                }
                return null;
              }));
    }
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();
    assertThat(localBytes()).as("seed %d", seed).isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void whoHasABlobOpenReadsItToItsEnd() throws IOException {
    Random random = new Random(seed);
    ArtifactStore store = store(1);
    byte[] content = content(random);
    Path file = store.file(store.put(content));
    try (InputStream open = Files.newInputStream(file)) {
      store.put(content(random));

      assertThat(file).doesNotExist();
      assertThat(open.readAllBytes()).as("seed %d", seed).isEqualTo(content);
    }
  }

  @Test
  void theOneThatWasUsedLeastRecentlyGoes() throws IOException {
    ArtifactStore store = store(2000);
    Digest first = store.put(new byte[999]);
    Digest second = store.put(new byte[998]);
    byte[] used = store.read(first);

    Digest third = store.put(new byte[997]);

    assertThat(used).hasSize(999);
    assertThat(new DirectoryArtifactStore(directory).blobs())
        .extracting(StoredBlob::digest)
        .containsExactlyInAnyOrder(first, third)
        .doesNotContain(second);
  }

  @Test
  void aProcessThatStartsRemovesWhatAnotherLeft() throws IOException {
    ArtifactStore before = store(Long.MAX_VALUE);
    List<Digest> put = new ArrayList<>();
    for (int bytes = 901; bytes <= 909; bytes++) {
      put.add(before.put(new byte[bytes]));
    }

    ArtifactStore after = store(2000);

    assertThat(localBytes()).isLessThanOrEqualTo(2000);
    assertThat(after.read(put.get(0))).hasSize(901);
  }

  @Test
  void refusesABoundThatHoldsNothing() {
    assertThatThrownBy(() -> store(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("centroid.artifacts.local-bytes", "0");
  }

  private static void deed(ArtifactStore store, Random random, List<byte[]> contents)
      throws IOException {
    if (contents.isEmpty() || random.nextInt(3) == 0) {
      byte[] content = content(random);
      contents.add(content);
      assertThat(store.put(new ByteArrayInputStream(content))).isEqualTo(Sha256.of(content));
    }
    byte[] content = contents.get(random.nextInt(contents.size()));
    if (random.nextBoolean()) {
      assertThat(store.read(Sha256.of(content))).isEqualTo(content);
    } else {
      assertThat(store.file(Sha256.of(content))).hasBinaryContent(content);
    }
  }
}
