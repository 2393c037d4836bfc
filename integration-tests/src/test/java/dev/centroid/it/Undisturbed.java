package dev.centroid.it;

import dev.centroid.protocol.artifact.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A job in one process of its own, with a state of its own, where nothing goes wrong. */
final class Undisturbed {

  private Undisturbed() {}

  /** The digest of the packed file. */
  static String packed(Path job, long seed, Path directory)
      throws IOException, InterruptedException {
    Path own = directory.resolve(UUID.randomUUID().toString());
    CentroidProcess.start(
            "compress",
            job.toString(),
            "--out",
            own.resolve("out").toString(),
            "--home",
            own.resolve("home").toString(),
            "--threads",
            "1",
            "--seed",
            Long.toString(seed))
        .end()
        .successfully();
    return Sha256.of(Files.readAllBytes(own.resolve("out").resolve("model.safetensors"))).hex();
  }
}
