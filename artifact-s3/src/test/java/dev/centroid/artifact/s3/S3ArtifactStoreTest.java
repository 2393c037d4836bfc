package dev.centroid.artifact.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.CorruptArtifactException;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.MissingArtifactException;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.random.TestSeed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ArtifactStoreTest {

  private static final BucketLocation LOCATION =
      BucketLocation.parse("s3://" + S3Server.BUCKET + "/blobs");
  private static final int SMALLEST_PART = 5 << 20;

  private static S3Server server;
  private static S3Client client;

  private final long seed = TestSeed.value();
  private final Random random = new Random(seed);

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

  private ArtifactStore store(String process) {
    return store(process, client, LOCATION);
  }

  private ArtifactStore store(String process, S3Client with, BucketLocation location) {
    return new S3ArtifactStore(
        with,
        location,
        new DirectoryArtifactStore(directory.resolve(process)),
        Long.MAX_VALUE,
        SMALLEST_PART);
  }

  private byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return content;
  }

  private static List<S3Object> objects(Digest digest) {
    return client
        .listObjectsV2(request -> request.bucket(S3Server.BUCKET).prefix(LOCATION.key(digest)))
        .contents();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000_003, SMALLEST_PART, SMALLEST_PART + 1, 3 * SMALLEST_PART})
  void anotherProcessReadsWhatWasPut(int bytes) throws IOException {
    byte[] content = content(bytes);

    Digest digest = store("one").put(content);

    ArtifactStore other = store("other");
    assertThat(digest).as("seed %d", seed).isEqualTo(Sha256.of(content));
    assertThat(other.contains(digest)).isTrue();
    assertThat(other.read(digest)).isEqualTo(content);
    assertThat(other.file(digest)).hasBinaryContent(content);
  }

  @Test
  void filesAndStreamsAreBlobsToo() throws IOException {
    byte[] one = content(1000);
    byte[] two = content(1000);
    ArtifactStore store = store("one");

    Digest file = store.put(Files.write(directory.resolve("source"), one));
    Digest stream = store.put(new ByteArrayInputStream(two));

    assertThat(store("other").read(file)).isEqualTo(one);
    assertThat(store("other").read(stream)).isEqualTo(two);
  }

  @Test
  void aBlobThatIsThereIsNotWrittenAgain() throws IOException {
    Digest digest = store("one").put(content(100));
    S3Object before = objects(digest).get(0);

    store("other").put(store("one").file(digest));

    assertThat(objects(digest)).containsExactly(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, SMALLEST_PART + 1})
  void ofSeveralThatWriteABlobAtOnceAllAreContent(int bytes) throws Exception {
    byte[] content = content(bytes);
    int writers = 4;
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<Digest>> written = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      ArtifactStore store = store("writer" + writer);
      written.add(
          threads.submit(
              () -> {
                start.await();
                return store.put(content);
              }));
    }

    for (Future<Digest> digest : written) {
      assertThat(digest.get()).as("seed %d", seed).isEqualTo(Sha256.of(content));
    }
    threads.shutdown();
    assertThat(store("reader").read(Sha256.of(content))).isEqualTo(content);
  }

  /** Of whole objects: this server ignores the condition on those in parts, Amazon's does not. */
  @Test
  void whoComesSecondWritesNothing() throws IOException {
    Digest digest = Sha256.of(content(10));
    Upload upload = new Upload(client, LOCATION, SMALLEST_PART);
    upload.of(digest, Files.write(directory.resolve("first"), content(1000)));
    S3Object first = objects(digest).get(0);

    upload.of(digest, Files.write(directory.resolve("second"), content(1000)));

    assertThat(objects(digest)).as("seed %d", seed).containsExactly(first);
  }

  @Test
  void noPartsAreLeftOfUploadsThatAreDone() throws IOException {
    Digest digest = store("one").put(content(SMALLEST_PART + 1));

    assertThat(client.listMultipartUploads(request -> request.bucket(S3Server.BUCKET)).uploads())
        .extracting(MultipartUpload::key)
        .doesNotContain(LOCATION.key(digest));
  }

  @Test
  void whatWasFetchedOnceNeedsNoServer() throws IOException {
    byte[] content = content(1000);
    Digest digest = store("one").put(content);
    store("other").read(digest);
    client.deleteObject(request -> request.bucket(S3Server.BUCKET).key(LOCATION.key(digest)));

    assertThat(store("other").read(digest)).isEqualTo(content);
  }

  @Test
  void aBlobThatIsDamagedLocallyIsFetchedAgain() throws IOException {
    byte[] content = content(1000);
    Digest digest = store("one").put(content);
    Files.write(store("one").file(digest), content(1000));

    assertThat(store("one").read(digest)).isEqualTo(content);
  }

  @Test
  void anObjectOfOtherContentIsRefused() throws IOException {
    Digest digest = Sha256.of(content(10));
    byte[] other = content(10);
    client.putObject(
        request -> request.bucket(S3Server.BUCKET).key(LOCATION.key(digest)),
        RequestBody.fromBytes(other));

    assertThatThrownBy(() -> store("one").read(digest))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContainingAll(digest.hex(), Sha256.of(other).hex(), "s3://artifacts/blobs/");
  }

  @Test
  void saysWhichBlobIsMissingAndWhere() throws IOException {
    Digest absent = Sha256.of(content(5));

    assertThat(store("one").contains(absent)).isFalse();
    assertThatThrownBy(() -> store("one").file(absent))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContainingAll(absent.hex(), "s3://artifacts/blobs/");
  }

  @Test
  void aBucketThatIsNotThere() {
    ArtifactStore store = store("one", client, BucketLocation.parse("s3://elsewhere"));

    assertThatThrownBy(() -> store.put(content(5)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("s3://elsewhere/", "make the bucket");
  }

  @Test
  void credentialsOfAnother() {
    try (S3Client stranger = server.client("wrong")) {
      ArtifactStore store = store("one", stranger, LOCATION);

      assertThatThrownBy(() -> store.put(content(5)))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("s3://artifacts/blobs/", "credentials");
    }
  }

  @Test
  void aServerThatIsDown() throws Exception {
    S3Server ended = new S3Server();
    try (S3Client late = ended.client()) {
      ended.stop();
      ArtifactStore store = store("one", late, LOCATION);

      assertThatThrownBy(() -> store.put(content(5)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("check that the server is up");
    }
  }
}
