package dev.centroid.worker.task;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.JobProgram.GroupProgram;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.recipe.DataParallel;
import dev.centroid.quantization.recipe.FloatTuning;
import dev.centroid.quantization.recipe.KMeansSettings;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.quantization.recipe.NoiseSettings.Phi;
import dev.centroid.quantization.recipe.Recipe;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Derives from recipe and plan what decides the order of a job's tasks. */
final class Programs {

  private Programs() {}

  /**
   * @param stepsPerEpoch of the training data
   */
  static JobProgram of(Recipe recipe, Plan plan, int stepsPerEpoch) {
    List<GroupProgram> groups =
        IntStream.range(0, recipe.groups().size())
            .mapToObj(
                group ->
                    new GroupProgram(
                        recipe.groups().get(group).name(),
                        plan.layersOfGroup(group).stream().map(LayerPlan::index).toList(),
                        productQuantized(plan.layersOfGroup(group)),
                        recipe.groups().get(group).steps()))
            .toList();
    DataParallel parallel = recipe.dataParallel();
    // All shards together go through an epoch.
    int refreshSteps = Math.max(1, stepsPerEpoch / parallel.shards());
    return new JobProgram(
        recipe.metric().name().toLowerCase(Locale.ROOT),
        recipe.floatTuning().map(FloatTuning::steps).orElse(0),
        recipe.floatTuning().filter(tuning -> isExact(tuning.noise())).isPresent()
            ? refreshSteps
            : 0,
        recipe.floatTuning().filter(tuning -> tuning.recalibrationBatches() > 0).isPresent()
            && hasWhatMoves(recipe, plan),
        groups,
        recipe.tuning().loss().needsTeacher(),
        isExact(recipe.tuning().noise()) ? refreshSteps : 0,
        recipe.budget().isPresent(),
        recipe.kmeans().weights() == KMeansSettings.Weights.FISHER,
        parallel.isActive() ? parallel.averageEvery() : recipe.sliceSteps(),
        parallel.shards(),
        recipe.batchNorm().recalibrationBatches() > 0 && hasWhatMoves(recipe, plan),
        plan.layers().size(),
        plan.modelBytes(),
        plan.floatWeightBytes(),
        plan.packedFileBytes(),
        plan.notes());
  }

  private static List<Integer> productQuantized(List<LayerPlan> layers) {
    return layers.stream()
        .filter(
            layer ->
                layer
                    .quantization()
                    .filter(LayerPlan.Quantization.Product.class::isInstance)
                    .isPresent())
        .map(LayerPlan::index)
        .toList();
  }

  private static boolean isExact(Optional<NoiseSettings> noise) {
    return noise.filter(settings -> settings.phi() == Phi.PQ).isPresent();
  }

  /** Whether anything in the model is re-estimated by forwards in training mode. */
  private static boolean hasWhatMoves(Recipe recipe, Plan plan) {
    return hasStatistics(plan) || recipe.activations().isPresent();
  }

  private static boolean hasStatistics(Plan plan) {
    return plan.layers().stream()
        .anyMatch(layer -> layer.buffer() && layer.kind() == LayerKind.NORM);
  }
}
