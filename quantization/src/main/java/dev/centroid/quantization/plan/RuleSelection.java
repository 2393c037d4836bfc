package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.NearestNames;
import dev.centroid.quantization.recipe.Group;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.LayerRule;
import dev.centroid.quantization.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which rule decides for which tensor: the first that matches, and no rule may be idle. */
final class RuleSelection {

  private static final int NAMES_SHOWN = 5;

  private final Map<String, ChosenRule> chosen;

  private RuleSelection(Map<String, ChosenRule> chosen) {
    this.chosen = chosen;
  }

  /**
   * @throws InvalidInputException when a rule decides for no layer; names the rule and layers near
   *     to what it asks for
   */
  static RuleSelection of(Recipe recipe, List<ModelTensor> tensors) {
    Map<String, ChosenRule> chosen = new LinkedHashMap<>();
    for (ChosenRule rule : rulesOf(recipe)) {
      List<ModelTensor> matched =
          tensors.stream().filter(ModelTensor::isCompressible).filter(rule::matches).toList();
      List<ModelTensor> free =
          matched.stream().filter(tensor -> !chosen.containsKey(tensor.path())).toList();
      if (free.isEmpty()) {
        throw new InvalidInputException(
            rule.description()
                + (matched.isEmpty()
                    ? whyNothing(rule.rule(), tensors)
                    : " matches only layers that earlier rules have taken ("
                        + shown(matched)
                        + "); move it before them or remove it"));
      }
      free.forEach(tensor -> chosen.put(tensor.path(), rule));
    }
    return new RuleSelection(chosen);
  }

  Optional<ChosenRule> ruleFor(ModelTensor tensor) {
    return Optional.ofNullable(chosen.get(tensor.path()));
  }

  private static List<ChosenRule> rulesOf(Recipe recipe) {
    List<ChosenRule> rules = new ArrayList<>();
    for (int index = 0; index < recipe.groups().size(); index++) {
      Group group = recipe.groups().get(index);
      for (LayerRule rule : group.rules()) {
        rules.add(new ChosenRule(index, group, rule));
      }
    }
    return rules;
  }

  private static String whyNothing(LayerRule rule, List<ModelTensor> tensors) {
    List<ModelTensor> named =
        tensors.stream().filter(tensor -> rule.matchesName(tensor.layerName())).toList();
    Optional<ModelTensor> removed =
        named.stream().filter(tensor -> tensor.removedWith().isPresent()).findFirst();
    if (removed.isPresent()) {
      return " matches "
          + removed.get().layerName()
          + ", which the recipe leaves out with its branch "
          + removed.get().removedWith().orElseThrow()
          + "; remove the rule";
    }
    Optional<ModelTensor> tied =
        named.stream().filter(tensor -> tensor.holder().isPresent()).findFirst();
    if (tied.isPresent()) {
      return " matches "
          + tied.get().layerName()
          + ", which shares its data with "
          + tied.get().holder().orElseThrow()
          + "; name that layer instead";
    }
    List<ModelTensor> otherKinds = named.stream().filter(ModelTensor::isCompressible).toList();
    if (!otherKinds.isEmpty()) {
      return " matches no layer of kind "
          + rule.kind().map(RuleSelection::lower).orElse("any")
          + "; by name it matches "
          + shownWithKinds(otherKinds);
    }
    if (!named.isEmpty()) {
      return " matches nothing that can be compressed: "
          + named.get(0).layerName()
          + " is kept ("
          + named.get(0).reasonToKeep()
          + ")";
    }
    List<String> names =
        tensors.stream().filter(ModelTensor::isCompressible).map(ModelTensor::layerName).toList();
    return names.isEmpty()
        ? " matches no layer; the model has no weight of two dimensions or more"
        : " matches no layer; the nearest are "
            + String.join(", ", NearestNames.to(rule.match(), names, NAMES_SHOWN));
  }

  private static String shown(List<ModelTensor> tensors) {
    return String.join(
        ", ", tensors.stream().limit(NAMES_SHOWN).map(ModelTensor::layerName).toList());
  }

  private static String shownWithKinds(List<ModelTensor> tensors) {
    return String.join(
        ", ",
        tensors.stream()
            .limit(NAMES_SHOWN)
            .map(tensor -> tensor.layerName() + " (" + lower(tensor.kind()) + ")")
            .toList());
  }

  private static String lower(LayerKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace("_", "");
  }
}
