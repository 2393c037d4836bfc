package dev.centroid.protocol.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryArtifactStoreTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path root;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 131_071, 131_072, 131_073, 1_000_003})
  void readsBackWhatWasPutWhicheverWayItWasPut(int bytes) throws IOException {
    byte[] content = content(bytes);
    Path source = Files.write(root.resolve("source"), content);

    for (int way = 0; way < 3; way++) {
      DirectoryArtifactStore store = new DirectoryArtifactStore(root.resolve("store" + way));
      Digest digest =
          switch (way) {
            case 0 -> store.put(content);
            case 1 -> store.put(source);
            default -> store.put(new ByteArrayInputStream(content));
          };

      assertThat(digest).isEqualTo(Sha256.of(content)).isEqualTo(Sha256.of(source));
      assertThat(store.read(digest)).as("way %d", way).isEqualTo(content);
      assertThat(store.file(digest)).hasBinaryContent(content);
    }
  }

  @Test
  void namesABlobByItsSha256() throws IOException {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);

    Digest digest = store.put("abc".getBytes(StandardCharsets.US_ASCII));

    // The example of FIPS 180-2, appendix B.1.
    assertThat(digest.hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(store.file(digest))
        .isEqualTo(root.resolve("objects").resolve("ba").resolve(digest.hex().substring(2)));
  }

  @Test
  void anotherStoreOnTheSameDirectorySeesTheBlob() throws IOException {
    Digest digest = new DirectoryArtifactStore(root).put(content(100));

    DirectoryArtifactStore other = new DirectoryArtifactStore(root);

    assertThat(other.contains(digest)).isTrue();
    assertThat(other.read(digest)).isEqualTo(content(100));
  }

  @Test
  void saysWhichBlobIsMissingAndWhere() {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    Digest absent = Sha256.of(content(5));

    assertThat(store.contains(absent)).isFalse();
    assertThatThrownBy(() -> store.read(absent))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContainingAll(absent.hex(), root.toString());
    assertThatThrownBy(() -> store.file(absent)).isInstanceOf(MissingArtifactException.class);
  }

  @Test
  void putOfABlobThatIsThereDoesNotWriteItAgain() throws IOException {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    Path blob = store.file(store.put(content(1000)));
    FileTime longAgo = FileTime.from(NOW.minus(Duration.ofDays(30)));
    Files.setLastModifiedTime(blob, longAgo);

    store.put(content(1000));
    store.put(new ByteArrayInputStream(content(1000)));

    assertThat(Files.getLastModifiedTime(blob)).isEqualTo(longAgo);
  }

  @Test
  void refusesABlobWhoseBytesWereChanged() throws IOException {
    Digest digest = new DirectoryArtifactStore(root).put(content(1000));
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    byte[] changed = content(1000);
    changed[500] ^= 1;
    Files.write(store.file(digest), changed);

    assertThatThrownBy(() -> store.read(digest))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContainingAll(
            digest.hex(), Sha256.of(changed).hex(), root.toString(), "run the job again");
    assertThatThrownBy(() -> new DirectoryArtifactStore(root).file(digest))
        .isInstanceOf(CorruptArtifactException.class);
  }

  @Test
  void noticesATruncationAfterTheBlobWasVerified() throws IOException {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    Digest digest = store.put(content(1000));
    Path blob = store.file(digest);

    Files.write(blob, content(999));

    assertThatThrownBy(() -> store.file(digest)).isInstanceOf(CorruptArtifactException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1001})
  void putHealsABlobOfTheWrongSize(int bytes) throws IOException {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    Digest digest = store.put(content(1000));
    Files.write(store.file(digest), content(bytes));

    store.put(content(1000));

    assertThat(store.read(digest)).isEqualTo(content(1000));
    assertThat(store.file(digest)).hasBinaryContent(content(1000));
  }

  @Test
  void putHealsABlobOfTheRightSizeWhoseBytesWereChanged() throws IOException {
    Digest digest = new DirectoryArtifactStore(root).put(content(1000));
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    Files.write(
        root.resolve("objects")
            .resolve(digest.hex().substring(0, 2))
            .resolve(digest.hex().substring(2)),
        new byte[1000]);

    store.put(content(1000));

    assertThat(store.read(digest)).isEqualTo(content(1000));
  }

  @Test
  void aStreamThatFailsMidWayLeavesNothingAndItsOwnExceptionComesOut() throws IOException {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    IOException failure = new IOException("the cable was pulled");
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(content(300_000)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw failure;
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                throw failure;
              }
            });

    assertThatThrownBy(() -> store.put(broken)).isSameAs(failure);

    assertThat(files()).isEmpty();
  }

  @Test
  void saysWhichStoreHowManyBytesAndWhatToDoWhenABlobCannotBeWritten() throws IOException {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    Files.delete(root.resolve("incoming"));

    assertThatThrownBy(() -> store.put(content(12_345)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("12345 bytes", root.toString(), "free some space", "run it again");

    assertThat(files()).isEmpty();
  }

  @Test
  void removesWhatACrashLeftBehindButNotAPutUnderWay() throws IOException {
    new DirectoryArtifactStore(root);
    Path incoming = root.resolve("incoming");
    Path crashed = Files.write(incoming.resolve("put-1.tmp"), content(10));
    Path underWay = Files.write(incoming.resolve("put-2.tmp"), content(10));
    Path notOurs = Files.write(incoming.resolve("notes.txt"), content(10));
    for (Path old : List.of(crashed, notOurs)) {
      Files.setLastModifiedTime(old, FileTime.from(NOW.minus(LeftOvers.KEPT).minusSeconds(1)));
    }
    Files.setLastModifiedTime(underWay, FileTime.from(NOW.minus(LeftOvers.KEPT)));

    new DirectoryArtifactStore(root, InstantSource.fixed(NOW));

    assertThat(incoming.toFile().list()).containsExactlyInAnyOrder("put-2.tmp", "notes.txt");
  }

  @Test
  void aCrashBeforeTheRenameLeavesNoBlobAndThePutSucceedsAfterwards() throws IOException {
    DirectoryArtifactStore store = new DirectoryArtifactStore(root);
    Files.write(root.resolve("incoming").resolve("put-1.tmp"), content(500));

    assertThat(store.contains(Sha256.of(content(500)))).isFalse();
    Digest digest = store.put(content(500));

    assertThat(store.read(digest)).isEqualTo(content(500));
  }

  @Test
  void manyStoresPutTheSameBlobsAtOnce() throws Exception {
    int writers = 8;
    CyclicBarrier together = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<List<Digest>>> puts = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        DirectoryArtifactStore store = new DirectoryArtifactStore(root);
        puts.add(
            threads.submit(
                () -> {
                  List<Digest> digests = new ArrayList<>();
                  for (int blob = 0; blob < 20; blob++) {
                    together.await();
                    Digest digest =
                        blob % 2 == 0
                            ? store.put(content(1000 + blob))
                            : store.put(new ByteArrayInputStream(content(1000 + blob)));
                    digests.add(digest);
                    assertThat(store.read(digest)).isEqualTo(content(1000 + blob));
                  }
                  return digests;
                }));
      }

      for (Future<List<Digest>> put : puts) {
        assertThat(put.get()).isEqualTo(puts.get(0).get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(files()).hasSize(20);
  }

  @Test
  void refusesARootThatIsNotADirectory() throws IOException {
    Path file = Files.write(root.resolve("file"), content(1));

    assertThatThrownBy(() -> new DirectoryArtifactStore(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), "name another");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }
}
