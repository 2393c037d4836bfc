package dev.centroid.protocol.artifact;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temporary files of puts that a crash cut short. */
final class LeftOvers {

  /** A put under way writes to its file far more often than this. */
  static final Duration KEPT = Duration.ofHours(6);

  private static final Logger LOG = LoggerFactory.getLogger(LeftOvers.class);

  private LeftOvers() {}

  /** Removes those that were not written to for {@link #KEPT}. */
  static void remove(Path directory, InstantSource clock) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "put-*.tmp")) {
      for (Path file : files) {
        if (isOld(file, clock) && Files.deleteIfExists(file)) {
          LOG.info("removed {}, left over from a put that was cut short", file);
        }
      }
    }
  }

  private static boolean isOld(Path file, InstantSource clock) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant().minus(KEPT));
    } catch (NoSuchFileException e) {
      // Its put ended, or another process removed it, since the directory was listed.
      return false;
    }
  }
}
