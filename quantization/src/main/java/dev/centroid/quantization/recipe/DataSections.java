package dev.centroid.quantization.recipe;

import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.Augmentation.Padding;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import java.util.List;

/** Reads how raw data becomes the model's input. */
final class DataSections {

  static final DataSettings DEFAULT =
      new DataSettings(InputType.FLOAT32, 1, List.of(), List.of(), Augmentation.NONE);

  private DataSections() {}

  static DataSettings data(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.DATA);
    InputType type = section.get("dtype", given -> given.choice(InputType.class), DEFAULT.type());
    double scale = section.get("scale", YamlValue::numberOrFraction, DEFAULT.scale());
    List<Double> mean = section.get("mean", DataSections::numbers, List.of());
    List<Double> deviation = section.get("deviation", DataSections::numbers, List.of());
    Augmentation augmentation =
        section.get("augment", DataSections::augmentation, Augmentation.NONE);
    return section.build(() -> new DataSettings(type, scale, mean, deviation, augmentation));
  }

  private static Augmentation augmentation(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.AUGMENT);
    boolean horizontalFlip = section.get("horizontalFlip", YamlValue::truth, false);
    int padAndCrop = section.get("padAndCrop", YamlValue::intNumber, 0);
    Padding padding = section.get("padding", given -> given.choice(Padding.class), Padding.ZERO);
    return section.build(() -> new Augmentation(horizontalFlip, padAndCrop, padding));
  }

  private static List<Double> numbers(YamlValue value) {
    return value.items().stream().map(YamlValue::number).toList();
  }
}
