package dev.centroid.quantization.recipe;

import dev.centroid.quantization.recipe.Pruning.Removal;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads how the model's structure is made smaller before it is quantized. */
final class StructureSections {

  /** Everything in the module. */
  private static final List<String> ALL_MEMBERS = List.of("**");

  private StructureSections() {}

  static Pruning pruning(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.PRUNING);
    double rate = section.get("rate", YamlValue::number, 0.0);
    List<BranchRule> branches =
        section.require("branches").items().stream().map(StructureSections::branch).toList();
    Removal removal =
        section.get("remove", StructureSections::removal, new Removal(false, List.of()));
    Pruning pruning = section.build(() -> new Pruning(rate, branches, removal));
    if (branches.isEmpty() || !pruning.isActive()) {
      throw value.refuse("does nothing; give branches, and a rate above 0 or branches to remove");
    }
    return pruning;
  }

  private static BranchRule branch(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.BRANCH);
    String each = section.require("each").text();
    Optional<String> part = section.find("part").map(YamlValue::text);
    List<String> members = section.get("members", StructureSections::texts, ALL_MEMBERS);
    List<String> outputs = texts(section.require("outputs"));
    int together = section.get("together", YamlValue::intNumber, 1);
    return section.build(() -> new BranchRule(each, part, members, outputs, together));
  }

  private static Removal removal(YamlValue value) {
    if (value.node() instanceof SequenceNode) {
      List<String> named = texts(value);
      return value.build(() -> new Removal(false, named));
    }
    value.choice(RemovalChoice.class);
    return new Removal(true, List.of());
  }

  /** What {@code remove} may be, beside a list of names. */
  private enum RemovalChoice {
    EVERY_OTHER
  }

  private static List<String> texts(YamlValue value) {
    return value.items().stream().map(YamlValue::text).toList();
  }

  static List<SharedModules> sharing(YamlValue value) {
    return value.items().stream().map(StructureSections::sharedModules).toList();
  }

  private static SharedModules sharedModules(YamlValue value) {
    List<String> modules = texts(value);
    return value.build(() -> new SharedModules(modules));
  }
}
