package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One job with a byte budget: it is met, crashes do not change the result, nor does deciding it.
 */
@Tag("slow")
class BudgetIT {

  private static final long BUDGET = 63_000;
  private static final List<String> PHASES =
      List.of("sensitivity budget", "choices", "allocate", "sensitivity all", "quantize all");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static Compression compression;
  private static Path undisturbed;

  @BeforeAll
  static void compressUndisturbed() throws Exception {
    compression = new Compression(SmallJob.budgetedIn(directory.resolve("job")));
    undisturbed = directory.resolve("undisturbed");
    compression.start(undisturbed, directory.resolve("home")).end().successfully();
  }

  @Test
  void thePackedFileTakesNoMoreThanTheBudgetAndNearlyAllOfIt() throws Exception {
    assertThat(Files.size(undisturbed.resolve("model.safetensors")))
        .isBetween(BUDGET * 95 / 100, BUDGET);
  }

  @Test
  void theDecidedRecipeAloneGivesTheSameFile() throws Exception {
    Path out = directory.resolve("decided");
    compression
        .start(
            out,
            directory.resolve("decided-home"),
            "--recipe",
            undisturbed.resolve("recipe.yaml").toString())
        .end()
        .successfully();

    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
  }

  @Test
  void killedWhileItMeasuresAndDecidesItEndsWithTheSameFileToTheBit() throws Exception {
    Path out = directory.resolve("battered");

    compression.killedInEach(PHASES, out, directory.resolve("battered-home"));

    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
  }
}
