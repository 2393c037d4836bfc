package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One job that is compressed again and again.
 *
 * @param job its folder
 */
record Compression(Path job) {

  /** Starts the command. */
  CentroidProcess start(Path out, Path home, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "compress", job.toString(), "--out", out.toString(), "--home", home.toString()));
    arguments.addAll(List.of("--threads", "2"));
    arguments.addAll(List.of(more));
    return CentroidProcess.start(arguments.toArray(String[]::new));
  }

  /**
   * Kills it at the start of each phase, one after the other, and then lets it end.
   *
   * @throws AssertionError if it does not come to one of the phases; with what it logged
   */
  void killedInEach(List<String> phases, Path out, Path home)
      throws IOException, InterruptedException {
    for (String phase : phases) {
      String started = "phase " + phase + ": started";
      assertThat(start(out, home).killAt(line -> line.startsWith(started)))
          .withFailMessage(() -> "phase " + phase + " was not seen; the log: " + log(home))
          .isTrue();
    }
    start(out, home).end().successfully();
  }

  private static String log(Path home) {
    try {
      return Files.readString(home.resolve("logs/centroid.log"));
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }
}
