package dev.centroid.quantization.plan;

import dev.centroid.quantization.recipe.Group;
import dev.centroid.quantization.recipe.LayerRule;

/**
 * A rule of the recipe and where it stands.
 *
 * @param groupIndex from 0
 */
record ChosenRule(int groupIndex, Group group, LayerRule rule) {

  String description() {
    return "rule '" + rule.match() + "' of group '" + group.name() + "'";
  }

  boolean matches(ModelTensor tensor) {
    return rule.matchesName(tensor.layerName()) && rule.acceptsKind(tensor.kind());
  }
}
