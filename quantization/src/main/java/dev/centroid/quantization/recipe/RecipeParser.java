package dev.centroid.quantization.recipe;

import dev.centroid.quantization.recipe.KMeansSettings.Init;
import dev.centroid.quantization.recipe.KMeansSettings.Weights;
import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import dev.centroid.quantization.recipe.PackingSettings.BatchNormForm;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import dev.centroid.quantization.recipe.PackingSettings.RestType;
import dev.centroid.quantization.recipe.Tuning.ScheduleSpan;
import java.util.List;
import java.util.Optional;

/** Reads a recipe; {@code docs/recipe.md} describes every key. */
public final class RecipeParser {

  private static final int VERSION = 1;
  private static final int DEFAULT_FISHER_BATCHES = 40;
  private static final KMeansSettings DEFAULT_KMEANS = new KMeansSettings(Init.PLUS_PLUS, 50, 1e-4);

  private static final PackingSettings DEFAULT_PACKING =
      new PackingSettings(
          CodeForm.PACKED, CentroidType.FLOAT16, RestType.FLOAT32, BatchNormForm.STATISTICS);

  /** Stands in a recipe whose groups have no steps, where nothing ever uses it. */
  private static final Tuning NO_TUNING =
      new Tuning(
          new OptimizerSettings(Kind.ADAM, 1e-3, Schedule.COSINE, 0, 0, 0),
          1,
          ScheduleSpan.ALL,
          new LossSettings(0, 1, 0, 1),
          Optional.empty());

  private RecipeParser() {}

  /**
   * Reads and checks a recipe. With a byte budget, every rule takes the first of its choices;
   * {@link BudgetedRecipe} knows them all.
   *
   * @param yaml the recipe's text, one YAML document
   * @param fileName how messages name it
   * @throws dev.centroid.quantization.InvalidInputException with file and line, for anything that a
   *     recipe may not hold
   */
  public static Recipe parse(String yaml, String fileName) {
    YamlValue root = YamlDocument.parse(yaml, fileName, "recipe", "version and groups");
    YamlMapping section =
        YamlMapping.of(
            BudgetedRecipe.of(root).map(BudgetedRecipe::first).orElse(root), RecipeSection.RECIPE);
    checkVersion(section.require("version"));
    long seed = section.get("seed", YamlValue::longNumber, 1L);
    DataSettings data = section.get("data", DataSections::data, DataSections.DEFAULT);
    Metric metric = section.get("metric", given -> given.choice(Metric.class), Metric.ACCURACY);
    int batchSize = section.get("batchSize", YamlValue::intNumber, 128);
    int sliceSteps = section.get("sliceSteps", YamlValue::intNumber, 64);
    DataParallel dataParallel =
        section.get("dataParallel", TrainingSections::dataParallel, DataParallel.NONE);
    KMeansSettings kmeans = section.get("kmeans", RecipeParser::kmeans, DEFAULT_KMEANS);
    Optional<FloatTuning> floatTuning =
        section.find("floatTuning").map(TrainingSections::floatTuning);
    List<SharedModules> sharing = section.get("sharing", StructureSections::sharing, List.of());
    Pruning pruning = section.get("pruning", StructureSections::pruning, Pruning.NONE);
    List<Group> groups = GroupSections.groups(section.require("groups"));
    Tuning tuning =
        groups.stream().anyMatch(group -> group.steps() > 0)
            ? TrainingSections.tuning(section.require("tuning"))
            : section.get("tuning", TrainingSections::tuning, NO_TUNING);
    BatchNormSettings batchNorm =
        section.get("batchNorm", RecipeParser::batchNorm, new BatchNormSettings(0));
    PackingSettings packing = section.get("packing", RecipeParser::packing, DEFAULT_PACKING);
    Optional<Long> budget = section.find(BudgetedRecipe.BUDGET).map(BudgetedRecipe::bytes);
    Optional<ActivationSettings> activations =
        section.find("activations").map(RecipeParser::activations);
    return section.build(
        () ->
            new Recipe(
                seed,
                data,
                metric,
                batchSize,
                sliceSteps,
                dataParallel,
                kmeans,
                floatTuning,
                sharing,
                pruning,
                groups,
                tuning,
                batchNorm,
                packing,
                budget,
                activations));
  }

  private static void checkVersion(YamlValue version) {
    if (version.intNumber() != VERSION) {
      throw version.refuse(
          "this Centroid reads recipes of version %d only; see docs/recipe.md".formatted(VERSION));
    }
  }

  private static KMeansSettings kmeans(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.KMEANS);
    Init init = section.get("init", given -> given.choice(Init.class), DEFAULT_KMEANS.init());
    int iterations = section.get("iterations", YamlValue::intNumber, DEFAULT_KMEANS.iterations());
    double tolerance = section.get("tolerance", YamlValue::number, DEFAULT_KMEANS.tolerance());
    Weights weights =
        section.get("weights", given -> given.choice(Weights.class), DEFAULT_KMEANS.weights());
    int fisherBatches =
        section.get(
            "fisherBatches",
            YamlValue::intNumber,
            weights == Weights.FISHER ? DEFAULT_FISHER_BATCHES : 0);
    return section.build(
        () -> new KMeansSettings(init, iterations, tolerance, weights, fisherBatches));
  }

  private static BatchNormSettings batchNorm(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.BATCH_NORM);
    int batches = section.get("recalibrationBatches", YamlValue::intNumber, 0);
    return section.build(() -> new BatchNormSettings(batches));
  }

  private static ActivationSettings activations(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.ACTIVATIONS);
    ActivationSettings byDefault = ActivationSettings.DEFAULT;
    String match = section.get("match", YamlValue::text, byDefault.match());
    int bits = section.get("bits", YamlValue::intNumber, byDefault.bits());
    double rate = section.get("rate", YamlValue::number, byDefault.rate());
    double momentum = section.get("momentum", YamlValue::number, byDefault.momentum());
    return section.build(() -> new ActivationSettings(match, bits, rate, momentum));
  }

  private static PackingSettings packing(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.PACKING);
    CodeForm codes =
        section.get("codes", given -> given.choice(CodeForm.class), DEFAULT_PACKING.codes());
    CentroidType centroids =
        section.get(
            "centroids", given -> given.choice(CentroidType.class), DEFAULT_PACKING.centroids());
    RestType rest =
        section.get("rest", given -> given.choice(RestType.class), DEFAULT_PACKING.rest());
    BatchNormForm batchNorm =
        section.get(
            "batchNorm", given -> given.choice(BatchNormForm.class), DEFAULT_PACKING.batchNorm());
    return section.build(() -> new PackingSettings(codes, centroids, rest, batchNorm));
  }
}
