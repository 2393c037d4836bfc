package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.home.CentroidHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Where this process logs to. */
final class CurrentLog {

  private static final String PROPERTY = "quarkus.log.file.path";

  private CurrentLog() {}

  /** The log's file. */
  static Path path() {
    String set = System.getProperty(PROPERTY, "");
    return set.isEmpty() ? CentroidHome.ofUser().log() : Path.of(set);
  }

  /**
   * Appends a failure with all that led to it, whether or not logging has been started.
   *
   * @return what a user may be told of it
   */
  static String append(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    Path file = path();
    try {
      if (System.getProperty(PROPERTY, "").isEmpty()) {
        // Otherwise the command has prepared its home.
        CentroidHome.ofUser().prepare();
      }
      Files.writeString(
          file,
          Instant.now() + " ERROR the command failed: " + trace,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return "what led to it is in " + file;
    } catch (IOException | InvalidInputException e) {
      return "and what led to it could not be written to " + file;
    }
  }
}
