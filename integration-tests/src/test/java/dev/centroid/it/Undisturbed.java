package dev.centroid.it;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.random.TestSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A job in one process of its own, with a state of its own, where nothing goes wrong. */
final class Undisturbed {

  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private Undisturbed() {}

  /** The digest of the packed file; what was worked out once is known. */
  static String packed(Path job, long seed, Path directory)
      throws IOException, InterruptedException {
    String question = seed + Files.readString(job.resolve("recipe.yaml"));
    String known = KNOWN.get(question);
    if (known == null) {
      known = run(job, seed, directory);
      KNOWN.put(question, known);
    }
    return known;
  }

  private static String run(Path job, long seed, Path directory)
      throws IOException, InterruptedException {
    Path own = directory.resolve(TestSeed.uniqueId());
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
