package dev.centroid.standalone.command;

import dev.centroid.standalone.home.CentroidHome;
import java.nio.file.Path;

/** Where this process logs to. */
final class CurrentLog {

  private static final String PROPERTY = "quarkus.log.file.path";

  private CurrentLog() {}

  /** The log's file. */
  static Path path() {
    String set = System.getProperty(PROPERTY, "");
    return set.isEmpty() ? CentroidHome.ofUser().log() : Path.of(set);
  }
}
