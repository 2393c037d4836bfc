package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.ActivationCoding;
import dev.centroid.quantization.packed.PackedLayout;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.recipe.Group;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.TensorShape;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says what a recipe will do to a model, before anything is run. */
public final class Planner {

  private Planner() {}

  /**
   * Plans every parameter and buffer of a model.
   *
   * @param modelBytes bytes of the model file as given
   * @throws InvalidInputException naming the rule or layer, when a rule decides for no layer, when
   *     a block size is larger than a row, when tensors share data that they lay out differently,
   *     or when a name cannot be shown
   */
  public static Plan plan(Recipe recipe, TorchScriptArchive archive, long modelBytes) {
    return plan(recipe, ModelTensor.of(archive), modelBytes);
  }

  /**
   * The same for a model that only its shapes are known of; its file is taken to hold each tensor
   * once and nothing else.
   *
   * @param shapes in the model's order
   * @throws InvalidInputException as above, and naming a module class that is unknown
   */
  public static Plan planShapes(Recipe recipe, List<TensorShape> shapes) {
    List<ModelTensor> tensors = ModelTensor.ofShapes(shapes);
    long modelBytes =
        tensors.stream()
            .filter(tensor -> tensor.tiedTo().isEmpty())
            .mapToLong(tensor -> tensor.info().bytes())
            .sum();
    return plan(recipe, tensors, modelBytes);
  }

  /**
   * The same, for tensors from anywhere.
   *
   * @param given in the model's order
   */
  public static Plan plan(Recipe recipe, List<ModelTensor> given, long modelBytes) {
    given.forEach(ModelTensor::requirePlainName);
    List<ModelTensor> tensors = tensors(recipe, given);
    LayerPlanner planner =
        new LayerPlanner(
            RuleSelection.of(recipe, tensors), recipe.packing(), folded(recipe, tensors));
    List<LayerPlan> layers = new ArrayList<>();
    for (ModelTensor tensor : tensors) {
      layers.add(planner.plan(layers.size(), tensor));
    }
    long packedFileBytes =
        PackedLayout.of(
                PackedManifest.sizedFor(recipe.seed()).withActivations(activations(recipe)),
                PackedEntries.of(layers, tensors, recipe.packing()))
            .fileSize();
    planner.noteCodes();
    return new Plan(
        layers,
        recipe.groups().stream().map(Group::name).toList(),
        modelBytes,
        layers.stream().filter(layer -> !layer.buffer()).mapToLong(LayerPlan::originalBytes).sum(),
        packedFileBytes,
        withBudget(recipe, planner.notes()));
  }

  private static List<String> withBudget(Recipe recipe, List<String> notes) {
    return Stream.concat(
            recipe.budget().stream()
                .map(
                    bytes ->
                        ("budget of %d bytes: shown are the first choices of each rule; the job"
                                + " measures all of them and decides")
                            .formatted(bytes)),
            notes.stream())
        .toList();
  }

  /**
   * The tensors of a model as a recipe changes its structure, in the model's order.
   *
   * @throws InvalidInputException naming the part of the recipe that does not fit the model
   */
  public static List<ModelTensor> tensors(Recipe recipe, TorchScriptArchive archive) {
    return tensors(recipe, ModelTensor.of(archive));
  }

  private static List<ModelTensor> tensors(Recipe recipe, List<ModelTensor> given) {
    return Branches.withoutRemoved(recipe.pruning(), Sharing.of(recipe.sharing(), given).tensors());
  }

  /**
   * Weights and biases of batch norms as the packed file holds them, when that is something else
   * than what training left.
   *
   * @param tensors of the model as the recipe changes its structure, in its order
   * @param values gives what training left
   * @return by path
   */
  public static Map<String, float[]> foldedNorms(
      Recipe recipe, List<ModelTensor> tensors, FoldableNorms.TensorSource values) {
    return folded(recipe, tensors).fold(values);
  }

  private static FoldableNorms folded(Recipe recipe, List<ModelTensor> tensors) {
    return switch (recipe.packing().batchNorm()) {
      case STATISTICS -> FoldableNorms.none();
      case SCALE_AND_SHIFT -> FoldableNorms.of(tensors);
    };
  }

  /** How the packed file describes the activations that a recipe asks for. */
  public static Optional<ActivationCoding> activations(Recipe recipe) {
    return recipe
        .activations()
        .map(asked -> new ActivationCoding(asked.bits(), asked.rate(), asked.momentum()));
  }

  /**
   * Checks that every floating-point parameter is finite.
   *
   * @throws InvalidInputException naming the layer, the index and the value of the first that is
   *     not
   */
  public static void requireFiniteWeights(Plan plan, TorchScriptArchive archive) {
    Set<String> tied = archive.tied().keySet();
    for (LayerPlan layer : plan.layers()) {
      boolean floats =
          archive.find(layer.tensor()).filter(found -> found.dtype().isFloatingPoint()).isPresent();
      if (floats && !layer.buffer() && !tied.contains(layer.tensor())) {
        FiniteWeights.require(layer, archive.floats(layer.tensor()));
      }
    }
  }
}
