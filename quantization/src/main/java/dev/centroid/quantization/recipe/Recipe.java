package dev.centroid.quantization.recipe;

import java.util.List;
import java.util.Optional;

/**
 * A whole recipe, validated: each record checks its own values, the parser adds the line of the
 * file.
 *
 * @param seed the seed of all randomness of the job
 * @param data how the tensors of the data files become the model's inputs
 * @param metric what accuracy means for this model
 * @param batchSize examples in a training batch, at least 1
 * @param sliceSteps fine-tuning steps in one task, at least 1; decides what a crash costs, never
 *     the result
 * @param dataParallel shards of fine-tuning
 * @param kmeans how codebooks are learnt
 * @param floatTuning fine-tuning of the float model before any layer is quantized, if any
 * @param sharing modules that become one, list by list; none inside another
 * @param pruning branches left out, now and then or for good
 * @param groups layers quantized together, in order; none for fine-tuning alone
 * @param tuning how fine-tuning goes after each group
 * @param batchNorm re-estimation of BatchNorm statistics under the quantized weights
 * @param packing how the packed file stores what it holds
 * @param budget most bytes of the packed file, when rules leave choices that are yet to be made
 * @param activations quantization of the inputs of compressed layers, if any
 */
public record Recipe(
    long seed,
    DataSettings data,
    Metric metric,
    int batchSize,
    int sliceSteps,
    DataParallel dataParallel,
    KMeansSettings kmeans,
    Optional<FloatTuning> floatTuning,
    List<SharedModules> sharing,
    Pruning pruning,
    List<Group> groups,
    Tuning tuning,
    BatchNormSettings batchNorm,
    PackingSettings packing,
    Optional<Long> budget,
    Optional<ActivationSettings> activations) {

  public Recipe {
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.atLeast("sliceSteps", sliceSteps, 1);
    sharing = List.copyOf(sharing);
    SharedModules.requireApart(
        sharing.stream().flatMap(shared -> shared.modules().stream()).toList());
    Checks.that(
        pruning.rate() == 0 || floatTuning.isPresent(),
        "pruning.rate: branches are dropped in floatTuning only, which is missing; add it or remove"
            + " the rate");
    groups = List.copyOf(groups);
    budget.ifPresent(bytes -> Checks.atLeast("budget", bytes, 1));
    Checks.that(
        budget.isEmpty() || kmeans.weights() == KMeansSettings.Weights.FISHER,
        "budget: needs the sensitivity of layers to choose by; give kmeans: {weights: fisher}");
    Checks.that(
        groups.stream().map(Group::name).distinct().count() == groups.size(),
        "groups: two groups have the same name; give each its own");
    Checks.that(
        activations.isEmpty()
            || floatTuning.isPresent()
            || totalSteps(groups) > 0
            || batchNorm.recalibrationBatches() > 0,
        "activations: their ranges would never be observed; give a group steps, or set"
            + " batchNorm.recalibrationBatches");
    checkCountable(floatTuning.map(FloatTuning::steps).orElse(0), dataParallel);
    checkCountable(totalSteps(groups), dataParallel);
    boolean productQuantizes = productQuantizes(groups);
    floatTuning.flatMap(FloatTuning::noise).ifPresent(noise -> checkPhi(noise, productQuantizes));
    tuning.noise().ifPresent(noise -> checkPhi(noise, productQuantizes));
  }

  private static void checkCountable(int steps, DataParallel dataParallel) {
    Checks.that(
        (long) steps * dataParallel.shards() <= Integer.MAX_VALUE,
        "dataParallel.shards: %d steps of %d shards are more batches than can be counted (%d); use fewer"
            .formatted(steps, dataParallel.shards(), Integer.MAX_VALUE));
  }

  private static boolean productQuantizes(List<Group> groups) {
    return groups.stream()
        .flatMap(group -> group.rules().stream())
        .anyMatch(rule -> rule.scheme() instanceof ProductScheme);
  }

  private static void checkPhi(NoiseSettings noise, boolean productQuantizes) {
    Checks.that(
        noise.phi() != NoiseSettings.Phi.INT || !productQuantizes,
        "noise.phi: int is for recipes whose rules all have bits; give the phi of the layers with"
            + " blockSize (proxy, mean or pq), the others have int anyway");
  }

  /** Fine-tuning steps after quantization, over all groups. */
  public int totalTuningSteps() {
    return totalSteps(groups);
  }

  private static int totalSteps(List<Group> groups) {
    return groups.stream().mapToInt(Group::steps).sum();
  }
}
