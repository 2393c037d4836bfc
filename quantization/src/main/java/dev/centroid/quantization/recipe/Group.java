package dev.centroid.quantization.recipe;

import java.util.List;

/**
 * Layers quantized together, then followed by fine-tuning.
 *
 * @param name for people and progress displays
 * @param rules which layers; the first rule of the recipe that matches a layer decides
 * @param steps fine-tuning steps after this group, at least 0
 */
public record Group(String name, List<LayerRule> rules, int steps) {

  public Group {
    Checks.name("groups.name", name);
    rules = List.copyOf(rules);
    Checks.that(!rules.isEmpty(), "groups." + name + ".layers: at least one rule is needed");
    Checks.atLeast("groups." + name + ".steps", steps, 0);
  }
}
