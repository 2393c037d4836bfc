package dev.centroid.worker.task;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.budget.Choice;
import dev.centroid.quantization.budget.FileFit;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.recipe.BudgetedRecipe;
import dev.centroid.quantization.recipe.BudgetedRecipe.LayerChoice;
import dev.centroid.quantization.recipe.Group;
import dev.centroid.quantization.recipe.LayerRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The ways in which a job with a byte budget may compress its layers. */
final class JobChoices {

  private final LoadedJob job;
  private final BudgetedRecipe recipe;
  private final List<Plan> variants;

  private JobChoices(LoadedJob job, BudgetedRecipe recipe, List<Plan> variants) {
    this.job = job;
    this.recipe = recipe;
    this.variants = variants;
  }

  /**
   * Plans every choice.
   *
   * @throws InvalidInputException naming the layer when a choice does not suit it
   */
  static JobChoices of(LoadedJob job, BudgetedRecipe recipe) {
    List<Plan> variants =
        IntStream.range(0, recipe.mostChoices())
            .mapToObj(choice -> job.planOf(recipe.variant(choice)))
            .toList();
    return new JobChoices(job, recipe, variants);
  }

  /**
   * The choices of a layer: its plan in each.
   *
   * @param layer index in the plan
   */
  List<LayerPlan> of(int layer) {
    return variants.subList(0, count(layer)).stream()
        .map(plan -> plan.layers().get(layer))
        .toList();
  }

  /**
   * The recipe whose packed file has the least sum of errors within the budget.
   *
   * @param errors by layer index, one a choice
   * @throws InvalidInputException when no choices meet the budget
   */
  String withLeast(Map<Integer, List<Double>> errors) {
    List<Integer> indices = errors.keySet().stream().sorted().toList();
    List<List<Choice>> layers =
        indices.stream()
            .map(index -> choices(index, errors.getOrDefault(index, List.of())))
            .toList();
    long budget = job.recipe().budget().orElseThrow();
    int[] chosen =
        FileFit.choose(layers, choice -> fileBytes(indices, choice), budget)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "the recipe's budget of %d bytes cannot be met: with the smallest choices the packed file takes %d; raise the budget or give smaller choices"
                            .formatted(
                                budget,
                                FileFit.smallest(layers, choice -> fileBytes(indices, choice)))));
    return resolved(indices, chosen);
  }

  private List<Choice> choices(int layer, List<Double> errors) {
    List<LayerPlan> plans = of(layer);
    if (plans.size() != errors.size()) {
      throw new IllegalArgumentException(
          "%d errors for %d choices of layer %d".formatted(errors.size(), plans.size(), layer));
    }
    List<Choice> choices = new ArrayList<>();
    for (int choice = 0; choice < plans.size(); choice++) {
      choices.add(new Choice(plans.get(choice).packedBytes(), errors.get(choice)));
    }
    return choices;
  }

  private long fileBytes(List<Integer> indices, int[] chosen) {
    return job.planOf(resolved(indices, chosen)).packedFileBytes();
  }

  private String resolved(List<Integer> indices, int[] chosen) {
    List<LayerChoice> layers = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      LayerPlan layer = job.plan().layers().get(indices.get(i));
      int group = layer.quantization().orElseThrow().group();
      layers.add(new LayerChoice(layer.name(), group, rule(layer, group), chosen[i]));
    }
    return recipe.resolved(layers);
  }

  private int count(int layer) {
    LayerPlan plan = job.plan().layers().get(layer);
    int group = plan.quantization().orElseThrow().group();
    return recipe.choices(group, rule(plan, group));
  }

  /** The first rule of its group that matches it: those of earlier groups have not taken it. */
  private int rule(LayerPlan layer, int group) {
    Group rules = job.recipe().groups().get(group);
    for (int index = 0; index < rules.rules().size(); index++) {
      LayerRule rule = rules.rules().get(index);
      if (rule.matchesName(layer.name()) && rule.acceptsKind(layer.kind())) {
        return index;
      }
    }
    throw new IllegalStateException("no rule of group " + rules.name() + " is of " + layer.name());
  }
}
