package dev.centroid.protocol.artifact;

import dev.centroid.quantization.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * An artifact store in a directory: {@code objects/ab/<the digest's 62 other digits>}. Blobs are
 * written to {@code incoming/} and renamed when they are whole and on the disk. Any number of
 * threads, stores and processes may share the directory.
 */
public final class DirectoryArtifactStore implements ArtifactStore {

  private static final int REMEMBERED_BLOBS = 1 << 16;

  private final Path root;
  private final Path objects;
  private final Path incoming;
  private final VerifiedBlobs verified = new VerifiedBlobs(REMEMBERED_BLOBS);

  /**
   * Opens a store, and makes its directory if need be.
   *
   * @throws InvalidInputException if the directory cannot be made or written to
   */
  public DirectoryArtifactStore(Path root) {
    this(root, InstantSource.system());
  }

  /**
   * Opens a store, and makes its directory if need be.
   *
   * @param clock tells which temporary files are old enough to be left over from a crash
   * @throws InvalidInputException if the directory cannot be made or written to
   */
  public DirectoryArtifactStore(Path root, InstantSource clock) {
    this.root = root.toAbsolutePath().normalize();
    this.objects = this.root.resolve("objects");
    this.incoming = this.root.resolve("incoming");
    try {
      Files.createDirectories(this.root);
      DirectorySync.ensure(objects);
      DirectorySync.ensure(incoming);
      LeftOvers.remove(incoming, clock);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the artifact store "
              + this.root
              + " cannot be opened ("
              + reason(e)
              + "); make it a directory that may be written to, or name another",
          e);
    }
  }

  @Override
  public Digest put(byte[] content) throws IOException {
    Digest digest = Sha256.of(content);
    if (isWhole(digest)) {
      return digest;
    }
    return write(new ByteArrayInputStream(content), OptionalLong.of(content.length));
  }

  @Override
  public Digest put(Path file) throws IOException {
    Digest digest = Sha256.of(file);
    if (isWhole(digest)) {
      return digest;
    }
    try (InputStream content = Files.newInputStream(file)) {
      return write(content, OptionalLong.of(Files.size(file)));
    }
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    return write(content, OptionalLong.empty());
  }

  @Override
  public Path file(Digest digest) throws IOException {
    Path blob = path(digest);
    try {
      FileStamp stamp = FileStamp.of(blob);
      if (!verified.contains(digest, stamp)) {
        check(digest, Sha256.of(blob));
        verified.add(digest, stamp);
      }
      return blob;
    } catch (NoSuchFileException e) {
      throw missing(digest, e);
    }
  }

  @Override
  public byte[] read(Digest digest) throws IOException {
    try {
      byte[] content = Files.readAllBytes(path(digest));
      check(digest, Sha256.of(content));
      return content;
    } catch (NoSuchFileException e) {
      throw missing(digest, e);
    }
  }

  @Override
  public boolean contains(Digest digest) {
    return Files.isRegularFile(path(digest));
  }

  /**
   * Every blob, those first that were stored first. Others may put and remove some meanwhile.
   *
   * @throws IOException if the directory cannot be read
   */
  public List<StoredBlob> blobs() throws IOException {
    Map<StoredBlob, FileTime> stored = new HashMap<>();
    try (Stream<Path> directories = Files.list(objects)) {
      for (Path directory : directories.toList()) {
        try (Stream<Path> files = Files.list(directory)) {
          for (Path file : files.toList()) {
            String name = directory.getFileName().toString() + file.getFileName();
            FileStamp stamp = FileStamp.of(file);
            stored.put(new StoredBlob(new Digest(name), stamp.bytes()), stamp.modified());
          }
        }
      }
    }
    return stored.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * How large a blob is, in bytes.
   *
   * @throws MissingArtifactException if there is no such blob
   */
  public long size(Digest digest) throws IOException {
    try {
      return Files.size(path(digest));
    } catch (NoSuchFileException e) {
      throw missing(digest, e);
    }
  }

  /** Removes a blob, if it is there. Who has its file open or mapped can go on with it. */
  public void remove(Digest digest) throws IOException {
    Files.deleteIfExists(path(digest));
  }

  /**
   * A blob that is there.
   *
   * @param digest its name
   * @param bytes its size
   */
  public record StoredBlob(Digest digest, long bytes) {}

  /** Where the store is. */
  @Override
  public String toString() {
    return root.toString();
  }

  private Digest write(InputStream content, OptionalLong bytes) throws IOException {
    long written = 0;
    try (Incoming blob = Incoming.in(incoming)) {
      try {
        blob.copy(content);
        Digest digest = blob.finish();
        if (!isWhole(digest)) {
          publish(blob, digest);
        }
        return digest;
      } catch (IOException e) {
        written = blob.written();
        throw e;
      }
    } catch (Incoming.SourceException e) {
      throw e.failure();
    } catch (IOException e) {
      throw notWritten(e, bytes, written);
    }
  }

  private void publish(Incoming blob, Digest digest) throws IOException {
    Path target = path(digest);
    Path directory = directory(digest);
    DirectorySync.ensure(directory);
    blob.moveTo(target);
    DirectorySync.force(directory);
    verified.add(digest, FileStamp.of(target));
  }

  /** Whether the blob is there and has its digest; one that was damaged is to be written anew. */
  private boolean isWhole(Digest digest) throws IOException {
    try {
      file(digest);
      // Another process may have renamed it there this moment.
      DirectorySync.force(directory(digest));
      return true;
    } catch (MissingArtifactException | CorruptArtifactException e) {
      return false;
    }
  }

  private void check(Digest expected, Digest actual) throws CorruptArtifactException {
    if (!expected.equals(actual)) {
      throw new CorruptArtifactException(expected, actual, root.toString());
    }
  }

  private Path path(Digest digest) {
    return directory(digest).resolve(digest.hex().substring(2));
  }

  private Path directory(Digest digest) {
    return objects.resolve(digest.hex().substring(0, 2));
  }

  private MissingArtifactException missing(Digest digest, NoSuchFileException cause) {
    MissingArtifactException missing = new MissingArtifactException(digest, root.toString());
    missing.initCause(cause);
    return missing;
  }

  private NotStoredException notWritten(IOException cause, OptionalLong bytes, long written) {
    String size =
        bytes.isPresent()
            ? bytes.getAsLong() + " bytes"
            : "unknown size, of which " + written + " bytes were written,";
    return new NotStoredException(
        "a blob of "
            + size
            + " could not be written to the artifact store "
            + root
            + " ("
            + reason(cause)
            + "), where "
            + root.toFile().getUsableSpace()
            + " bytes are free; free some space there or name another directory, and run it again",
        cause);
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    String kind = e.getClass().getSimpleName();
    return message == null ? kind : kind + ": " + message;
  }
}
