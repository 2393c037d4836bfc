package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One job with a byte budget: it is met, crashes do not change the result, nor does deciding it.
 */
class BudgetIT {

  private static final long BUDGET = 63_000;
  private static final List<String> PHASES =
      List.of("sensitivity budget", "choices", "allocate", "sensitivity all", "quantize all");

  @TempDir static Path directory;

  private static Path job;
  private static Path undisturbed;

  @BeforeAll
  static void compressUndisturbed() throws Exception {
    job = SmallJob.budgetedIn(directory.resolve("job"));
    undisturbed = directory.resolve("undisturbed");
    compress(undisturbed, "home").end().successfully();
  }

  @Test
  void thePackedFileTakesNoMoreThanTheBudgetAndNearlyAllOfIt() throws Exception {
    assertThat(Files.size(undisturbed.resolve("model.safetensors")))
        .isBetween(BUDGET * 95 / 100, BUDGET);
  }

  @Test
  void theDecidedRecipeAloneGivesTheSameFile() throws Exception {
    Path out = directory.resolve("decided");
    compress(out, "decided-home", "--recipe", undisturbed.resolve("recipe.yaml").toString())
        .end()
        .successfully();

    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
  }

  @Test
  void killedWhileItMeasuresAndDecidesItEndsWithTheSameFileToTheBit() throws Exception {
    Path out = directory.resolve("battered");
    List<String> hit = new ArrayList<>();

    for (String phase : PHASES) {
      String start = "phase " + phase + ": started";
      if (compress(out, "battered-home").killAt(line -> line.startsWith(start))) {
        hit.add(phase);
      }
    }
    compress(out, "battered-home").end().successfully();

    assertThat(hit).containsExactlyElementsOf(PHASES);
    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
  }

  private static CentroidProcess compress(Path out, String home, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("compress", job.toString()));
    arguments.addAll(List.of("--out", out.toString()));
    arguments.addAll(List.of("--home", directory.resolve(home).toString(), "--threads", "2"));
    arguments.addAll(List.of(more));
    return CentroidProcess.start(arguments.toArray(String[]::new));
  }
}
