package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.recipe.ShapeFileParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The sizes of the paper, planned from true shapes; {@code docs/sizes.md} shows them. */
class PaperSizesTest {

  private static final Path SHAPES = Path.of("../samples/shapes");
  private static final Path GUIDE = Path.of("../docs/sizes.md");
  private static final String ROBERTA = "roberta-base-mnli";
  private static final String EFFICIENTNET = "efficientnet-b3";

  @Test
  void robertaHasTheParametersThatThePaperCounts() throws IOException {
    Plan plan = plan(ROBERTA, recipe(ROBERTA));
    assertThat(plan.floatWeightBytes()).isEqualTo(4 * 125_289_564L);
    assertThat(mebibytes(plan.floatWeightBytes())).isEqualTo("477.9");
  }

  @Test
  void efficientNetHasThePublishedNumberOfParameters() throws IOException {
    Plan plan = plan(EFFICIENTNET, recipe(EFFICIENTNET));
    assertThat(plan.floatWeightBytes()).isEqualTo(4 * 12_233_232L);
    assertThat(mebibytes(plan.floatWeightBytes())).isEqualTo("46.7");
  }

  @Test
  void robertaFitsIntoFourteenMegabytes() throws IOException {
    assertThat(plan(ROBERTA, recipe(ROBERTA)).packedFileBytes()).isLessThanOrEqualTo(14_000_000);
  }

  @Test
  void efficientNetFitsIntoThreePointThreeMegabytes() throws IOException {
    assertThat(plan(EFFICIENTNET, recipe(EFFICIENTNET)).packedFileBytes())
        .isLessThanOrEqualTo(3_300_000);
  }

  @Test
  void theGuideShowsWhatTheShippedRecipesPlan() throws IOException {
    assertThat(Files.readString(GUIDE))
        .contains(row("RoBERTa-base, pairs of layers shared", plan(ROBERTA, recipe(ROBERTA))))
        .contains(row("EfficientNet-B3", plan(EFFICIENTNET, recipe(EFFICIENTNET))));
  }

  @Test
  void theGuideShowsWhatOtherSettingsWouldGive() throws IOException {
    String unshared = recipe(ROBERTA).replaceAll("(?s)sharing:.*?groups:", "groups:");
    String smallBlocks = recipe(EFFICIENTNET).replace("blockSize: 8", "blockSize: 4");
    String plainPacking = recipe(EFFICIENTNET).replaceAll("packing:.*", "");

    assertThat(Files.readString(GUIDE))
        .contains(row("RoBERTa-base, all twelve layers stored", plan(ROBERTA, unshared)))
        .contains(
            row("EfficientNet-B3, classifier in blocks of 4", plan(EFFICIENTNET, smallBlocks)))
        .contains(row("EfficientNet-B3, plain packing", plan(EFFICIENTNET, plainPacking)));
  }

  private static String row(String name, Plan plan) {
    long codes =
        plan.layers().stream()
            .flatMap(layer -> layer.quantization().stream())
            .mapToLong(LayerPlan.Quantization::codeBytes)
            .sum();
    long compressed = bytes(plan, Status.COMPRESSED);
    long kept = bytes(plan, Status.KEPT);
    long file = plan.packedFileBytes();
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,d | %,d | %,d | %,d | %.2f | %.2f |",
        name,
        codes,
        compressed - codes,
        kept,
        file - compressed - kept,
        file,
        file / 1e6,
        file / 1048576.0);
  }

  private static long bytes(Plan plan, Status status) {
    return plan.layers().stream()
        .filter(layer -> layer.status() == status)
        .mapToLong(LayerPlan::packedBytes)
        .sum();
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
  }

  private static String recipe(String model) throws IOException {
    return Files.readString(SHAPES.resolve(model + "-recipe.yaml"));
  }

  private static Plan plan(String model, String yaml) throws IOException {
    Path file = SHAPES.resolve(model + ".yaml");
    Recipe recipe = RecipeParser.parse(yaml, model + "-recipe.yaml");
    return Planner.planShapes(
        recipe, ShapeFileParser.parse(Files.readString(file), file.toString()));
  }
}
