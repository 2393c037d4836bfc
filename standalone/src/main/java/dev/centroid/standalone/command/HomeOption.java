package dev.centroid.standalone.command;

import dev.centroid.standalone.home.CentroidHome;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where state lives. */
final class HomeOption {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where state lives, so that a broken run goes on; ~/.centroid by default.")
  private Optional<Path> directory = Optional.empty();

  CentroidHome home() {
    return directory.map(CentroidHome::new).orElseGet(CentroidHome::ofUser);
  }
}
