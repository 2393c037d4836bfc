package dev.centroid.quantization.recipe;

import java.util.List;

/** The mappings of a recipe and the keys that each knows; any other key is refused. */
enum RecipeSection {
  RECIPE(
      "version",
      "seed",
      "metric",
      "batchSize",
      "sliceSteps",
      "dataParallel",
      "data",
      "budget",
      "kmeans",
      "floatTuning",
      "sharing",
      "pruning",
      "groups",
      "tuning",
      "batchNorm",
      "packing",
      "activations"),
  DATA("dtype", "scale", "mean", "deviation", "augment"),
  AUGMENT("horizontalFlip", "padAndCrop", "padding"),
  DATA_PARALLEL("shards", "averageEvery"),
  KMEANS("init", "iterations", "tolerance", "weights", "fisherBatches"),
  FLOAT_TUNING("steps", "optimizer", "loss", "noise", "recalibrationBatches"),
  PRUNING("rate", "branches", "remove"),
  BRANCH("each", "part", "members", "outputs", "together"),
  GROUP("name", "layers", "steps"),
  LAYER(
      "match",
      "kind",
      "blockSize",
      "centroids",
      "permute",
      "bits",
      "per",
      "range",
      "percentile",
      "noiseRate"),
  TUNING("optimizer", "centroidRateFactor", "scheduleSpan", "loss", "noise"),
  OPTIMIZER("kind", "learningRate", "schedule", "momentum", "weightDecay", "clipNorm"),
  LOSS("crossEntropy", "distillation", "squaredError", "temperature"),
  NOISE("phi", "rate", "rescale"),
  BATCH_NORM("recalibrationBatches"),
  PACKING("codes", "centroids", "rest", "batchNorm"),
  ACTIVATIONS("match", "bits", "rate", "momentum");

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which is immutable
  private final List<String> keys;

  RecipeSection(String... keys) {
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }
}
