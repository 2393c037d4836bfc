package dev.centroid.standalone.home;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory that all state of the command lives in: what a job needs to go on after a crash.
 *
 * @param root absolute
 */
public record CentroidHome(Path root) {

  /** With less, the broker cannot write its next records. */
  private static final long LEAST_ROOM = 1L << 20;

  /** What a job needs beside its inputs: topics, states, codebooks and results. */
  private static final long ROOM_FOR_WORK = 64L << 20;

  private static final double MEGABYTE = 1e6;

  public CentroidHome {
    root = root.toAbsolutePath().normalize();
  }

  /** Where it is unless the user says otherwise. */
  public static CentroidHome ofUser() {
    return new CentroidHome(Path.of(System.getProperty("user.home"), ".centroid"));
  }

  /**
   * Makes the directory if need be. It and what is in it, and every file that this process creates
   * from now on, can be used by their owner only.
   *
   * @throws InvalidInputException if it cannot be made or written to, or is not for this alone
   */
  public void prepare() {
    FileModeMask.restrictToOwner();
    try {
      if (Files.isDirectory(root)) {
        HomeModes.restrict(this);
      }
      Files.createDirectories(log().getParent());
    } catch (IOException e) {
      throw new InvalidInputException(
          "--home: " + root + " cannot be made or written to; name another directory", e);
    }
    if (!Files.isWritable(root)) {
      throw new InvalidInputException(
          "--home: " + root + " cannot be written to; name another directory");
    }
  }

  /**
   * Restricts the state of a coordinator that runs. Kafka Streams opens its folders to the group at
   * each start, whatever the umask is ({@code StateDirectory.configurePermissions}).
   *
   * @throws IOException if a mode cannot be read or changed
   */
  public void restrictCoordinator() throws IOException {
    if (Files.isDirectory(coordinator())) {
      HomeModes.restrictTop(coordinator());
    }
  }

  /**
   * Checks that the disk has room for a job.
   *
   * @param inputBytes of the job's files, which are kept as blobs
   * @throws InvalidInputException if there is too little
   * @throws IOException if the disk cannot be asked
   */
  public void requireRoomFor(long inputBytes) throws IOException {
    long free = Files.getFileStore(root).getUsableSpace();
    long needed = Math.addExact(inputBytes, ROOM_FOR_WORK);
    if (free < needed) {
      throw new InvalidInputException(
          "--home: the disk of "
              + root
              + " has "
              + Math.round(free / MEGABYTE)
              + " MB left, and this job needs "
              + Math.round(needed / MEGABYTE)
              + " MB; make room or name another directory");
    }
  }

  /** Whether its disk is full, or so nearly that nothing can go on. */
  public boolean isFull() {
    try {
      return Files.getFileStore(root).getUsableSpace() < LEAST_ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  /** What to tell when it is full. */
  public InvalidInputException full() {
    return new InvalidInputException(
        "--home: the disk of " + root + " is full; make room and run the same command again");
  }

  /** Blobs by digest. */
  public Path artifacts() {
    return root.resolve("artifacts");
  }

  /** The embedded broker's topics. */
  public Path broker() {
    return root.resolve("broker");
  }

  /** The coordinator's local state, which it can rebuild. */
  public Path coordinator() {
    return root.resolve("coordinator");
  }

  /** The codebook service's store. */
  public Path codebooks() {
    return root.resolve("codebooks");
  }

  /** Reports of jobs that are finished. */
  public Path reports() {
    return root.resolve("reports");
  }

  /** What the parts have to say. */
  public Path log() {
    return root.resolve("logs").resolve("centroid.log");
  }

  /** The token that the system of this home asks for. */
  public Path token() {
    return root.resolve("token");
  }

  /** The file with the address of the system that runs. */
  Path address() {
    return root.resolve("address");
  }

  /** Everything that is kept here. */
  List<Path> entries() {
    return List.of(
        artifacts(),
        broker(),
        coordinator(),
        codebooks(),
        reports(),
        log().getParent(),
        token(),
        address(),
        lockFile());
  }

  /** The file whose lock says that the directory is in use. */
  Path lockFile() {
    return root.resolve("lock");
  }
}
