package dev.centroid.quantization.recipe;

import java.util.List;

/**
 * Modules that the recipe makes one: parameters of the same name under each of them become one
 * parameter. Buffers stay each module's own.
 *
 * @param modules paths, at least two, each given once and none inside another
 */
public record SharedModules(List<String> modules) {

  public SharedModules {
    modules = List.copyOf(modules);
    Checks.that(
        modules.size() >= 2, "sharing: a list of modules to share needs at least two of them");
    requireApart(modules);
  }

  /** Refuses a module that stands twice, or inside another, in one list or in several. */
  static void requireApart(List<String> modules) {
    for (int index = 0; index < modules.size(); index++) {
      Checks.name("sharing", modules.get(index));
      for (String earlier : modules.subList(0, index)) {
        String module = modules.get(index);
        Checks.that(
            !earlier.equals(module), "sharing: module " + module + " is named twice; name it once");
        Checks.that(
            !earlier.startsWith(module + ".") && !module.startsWith(earlier + "."),
            "sharing: one of %s and %s is inside the other; name modules that stand side by side"
                .formatted(earlier, module));
      }
    }
  }
}
