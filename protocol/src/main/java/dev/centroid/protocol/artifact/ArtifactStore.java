package dev.centroid.protocol.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Immutable blobs named by their SHA-256. Implementations may be used by any number of threads and
 * processes at once.
 */
public interface ArtifactStore {

  /**
   * Stores a blob. Atomic: after a crash it is either wholly there or not at all. Storing what is
   * there already is cheap.
   *
   * @return the blob's digest
   * @throws NotStoredException if it could not be written, e.g. because the disk is full
   * @throws IOException if it could not be stored for another reason
   */
  Digest put(byte[] content) throws IOException;

  /**
   * Stores the content of a file, streaming.
   *
   * @return the blob's digest
   * @throws NotStoredException if it could not be written, e.g. because the disk is full
   * @throws IOException if the file could not be read or the blob not stored
   */
  Digest put(Path file) throws IOException;

  /**
   * Stores what a stream yields until its end; does not close it.
   *
   * @return the blob's digest
   * @throws NotStoredException if it could not be written, e.g. because the disk is full
   * @throws IOException if the stream could not be read or the blob not stored
   */
  Digest put(InputStream content) throws IOException;

  /**
   * A blob as a local file that can be memory-mapped. Its content has been verified against the
   * digest.
   *
   * @throws MissingArtifactException if there is no such blob
   * @throws CorruptArtifactException if the stored bytes do not have that digest
   * @throws IOException if it could not be read
   */
  Path file(Digest digest) throws IOException;

  /**
   * A whole blob, verified against the digest.
   *
   * @throws MissingArtifactException if there is no such blob
   * @throws CorruptArtifactException if the stored bytes do not have that digest
   * @throws IOException if it could not be read
   */
  byte[] read(Digest digest) throws IOException;

  /** Whether there is such a blob. */
  boolean contains(Digest digest) throws IOException;
}
