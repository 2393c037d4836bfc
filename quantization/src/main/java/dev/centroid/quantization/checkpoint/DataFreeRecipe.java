package dev.centroid.quantization.checkpoint;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.Group;
import dev.centroid.quantization.recipe.KMeansSettings;
import dev.centroid.quantization.recipe.PackingSettings.BatchNormForm;
import dev.centroid.quantization.recipe.Pruning;
import dev.centroid.quantization.recipe.Recipe;

/** Refuses what a recipe asks for that needs the model's code or data. */
final class DataFreeRecipe {

  private DataFreeRecipe() {}

  /**
   * @throws InvalidInputException naming the key
   */
  static void require(Recipe recipe) {
    refuse("budget", recipe.budget().isPresent());
    refuse("floatTuning", recipe.floatTuning().isPresent());
    refuse("sharing", !recipe.sharing().isEmpty());
    refuse("pruning", !recipe.pruning().equals(Pruning.NONE));
    refuse("activations", recipe.activations().isPresent());
    refuse("kmeans.weights", recipe.kmeans().weights() != KMeansSettings.Weights.NONE);
    refuse("batchNorm.recalibrationBatches", recipe.batchNorm().recalibrationBatches() > 0);
    refuse("packing.batchNorm", recipe.packing().batchNorm() != BatchNormForm.STATISTICS);
    for (Group group : recipe.groups()) {
      refuse("the steps of group " + group.name(), group.steps() > 0);
    }
  }

  private static void refuse(String key, boolean asked) {
    if (asked) {
      throw new InvalidInputException(
          key
              + ": a safetensors checkpoint has tensors only, no code that could run; remove it, or"
              + " give the model as TorchScript");
    }
  }
}
