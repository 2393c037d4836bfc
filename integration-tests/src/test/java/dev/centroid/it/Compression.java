package dev.centroid.it;

import java.io.IOException;
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
   * @return the phases whose start was seen
   */
  List<String> killedInEach(List<String> phases, Path out, Path home)
      throws IOException, InterruptedException {
    List<String> hit = new ArrayList<>();
    for (String phase : phases) {
      String started = "phase " + phase + ": started";
      if (start(out, home).killAt(line -> line.startsWith(started))) {
        hit.add(phase);
      }
    }
    start(out, home).end().successfully();
    return hit;
  }
}
