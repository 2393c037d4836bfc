package dev.centroid.quantization.recipe;

import java.util.List;
import java.util.Optional;

/** Reads which layers are quantized, in which groups, and how. */
final class GroupSections {

  private GroupSections() {}

  static List<Group> groups(YamlValue value) {
    return value.items().stream().map(GroupSections::group).toList();
  }

  private static Group group(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.GROUP);
    String name = section.require("name").text();
    List<LayerRule> rules =
        section.require("layers").items().stream().map(GroupSections::rule).toList();
    int steps = section.get("steps", YamlValue::intNumber, 0);
    return section.build(() -> new Group(name, rules, steps));
  }

  private static LayerRule rule(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.LAYER);
    String match = section.require("match").text();
    Optional<LayerKind> kind = section.find("kind").map(given -> given.choice(LayerKind.class));
    int blockSize = section.require("blockSize").intNumber();
    int centroids = section.require("centroids").intNumber();
    return section.build(() -> new LayerRule(match, kind, blockSize, centroids));
  }
}
