package dev.centroid.quantization.recipe;

import java.util.List;

/** Reads how the model's structure is made smaller before it is quantized. */
final class StructureSections {

  private StructureSections() {}

  static List<SharedModules> sharing(YamlValue value) {
    return value.items().stream().map(StructureSections::sharedModules).toList();
  }

  private static SharedModules sharedModules(YamlValue value) {
    List<String> modules = value.items().stream().map(YamlValue::text).toList();
    return value.build(() -> new SharedModules(modules));
  }
}
