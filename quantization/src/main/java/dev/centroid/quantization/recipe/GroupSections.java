package dev.centroid.quantization.recipe;

import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.recipe.ScalarScheme.Range;
import dev.centroid.quantization.recipe.ScalarScheme.RangeMethod;
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
    Scheme scheme = section.find("bits").isPresent() ? scalar(section) : product(section);
    Optional<Double> noiseRate = section.find("noiseRate").map(YamlValue::number);
    return section.build(() -> new LayerRule(match, kind, scheme, noiseRate));
  }

  private static Scheme product(YamlMapping section) {
    refuseWithout("bits", section, "per", "range", "percentile");
    int blockSize = section.require("blockSize").intNumber();
    int centroids = section.require("centroids").intNumber();
    boolean permute = section.get("permute", YamlValue::truth, false);
    return section.build(() -> new ProductScheme(blockSize, centroids, permute));
  }

  private static Scheme scalar(YamlMapping section) {
    for (String key : List.of("blockSize", "centroids", "permute")) {
      section
          .find(key)
          .ifPresent(
              given -> {
                throw given.refuse("does not go with bits; remove one of them");
              });
    }
    int bits = section.require("bits").intNumber();
    Granularity per =
        section.get("per", given -> given.choice(Granularity.class), Granularity.TENSOR);
    RangeMethod method =
        section.get("range", given -> given.choice(RangeMethod.class), RangeMethod.MIN_MAX);
    double percentile =
        method == RangeMethod.PERCENTILE
            ? section.require("percentile").number()
            : withoutPercentile(section);
    return section.build(() -> new ScalarScheme(bits, per, new Range(method, percentile)));
  }

  private static double withoutPercentile(YamlMapping section) {
    section
        .find("percentile")
        .ifPresent(
            given -> {
              throw given.refuse("goes with range: percentile only; remove it");
            });
    return Range.ALL;
  }

  private static void refuseWithout(String needed, YamlMapping section, String... keys) {
    for (String key : keys) {
      section
          .find(key)
          .ifPresent(
              given -> {
                throw given.refuse("goes with " + needed + " only; remove it, or give " + needed);
              });
    }
  }
}
