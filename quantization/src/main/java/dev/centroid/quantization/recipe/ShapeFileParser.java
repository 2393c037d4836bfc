package dev.centroid.quantization.recipe;

import dev.centroid.quantization.recipe.TensorShape.ElementType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads shape files; {@code docs/shapes.md} describes every key. */
public final class ShapeFileParser {

  /** Keys of the file. */
  static final List<String> FILE = List.of("version", "name", "tensors");

  /** Keys of a tensor. */
  static final List<String> TENSOR =
      List.of("name", "shape", "module", "dtype", "buffer", "tiedTo");

  private static final int VERSION = 1;

  private final Map<String, TensorShape> tensors = new LinkedHashMap<>();

  private ShapeFileParser() {}

  /**
   * Reads and checks a shape file.
   *
   * @param yaml the file's text, one YAML document
   * @param fileName how messages name it
   * @return the tensors in the model's order
   * @throws dev.centroid.quantization.InvalidInputException with file and line, for anything that a
   *     shape file may not hold
   */
  public static List<TensorShape> parse(String yaml, String fileName) {
    YamlMapping file =
        YamlMapping.of(
            YamlDocument.parse(yaml, fileName, "shape file", "version, name and tensors"), FILE);
    YamlValue version = file.require("version");
    if (version.intNumber() != VERSION) {
      throw version.refuse(
          "this Centroid reads shape files of version %d only; see docs/shapes.md"
              .formatted(VERSION));
    }
    file.require("name").text();
    YamlValue listed = file.require("tensors");
    ShapeFileParser parser = new ShapeFileParser();
    listed.items().forEach(parser::add);
    if (parser.tensors.isEmpty()) {
      throw listed.refuse("at least one tensor is needed");
    }
    return new ArrayList<>(parser.tensors.values());
  }

  private void add(YamlValue value) {
    YamlMapping tensor = YamlMapping.of(value, TENSOR);
    YamlValue name = tensor.require("name");
    TensorShape entry =
        new TensorShape(
            name.text(),
            tensor.get("dtype", given -> given.choice(ElementType.class), ElementType.FLOAT32),
            shape(tensor.require("shape")),
            tensor.require("module").text(),
            !tensor.get("buffer", YamlValue::truth, false),
            tensor.find("tiedTo").map(YamlValue::text));
    tensor.find("tiedTo").ifPresent(target -> requireHolder(target, entry));
    if (tensors.putIfAbsent(entry.name(), entry) != null) {
      throw name.refuse(
          "two tensors are named %s; give each its own name"
              .formatted(YamlValue.quoted(entry.name())));
    }
  }

  private static List<Long> shape(YamlValue value) {
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    for (YamlValue item : value.items()) {
      long extent = item.longNumber();
      if (extent < 0) {
        throw item.refuse("must be at least 0, but is " + extent);
      }
      // In steps, so that a product beyond 64 bits is noticed.
      if (extent > 0 && elements > Integer.MAX_VALUE / extent) {
        throw value.refuse("has 2^31 or more elements, more than a tensor may have here");
      }
      elements *= Math.max(1, extent);
      shape.add(extent);
    }
    return shape;
  }

  private void requireHolder(YamlValue target, TensorShape tied) {
    String name = target.text();
    TensorShape holder =
        Optional.ofNullable(tensors.get(name))
            .orElseThrow(
                () ->
                    target.refuse("no tensor before this one is named " + YamlValue.quoted(name)));
    if (holder.tiedTo().isPresent()) {
      throw target.refuse(
          "%s is tied to %s itself; name that one"
              .formatted(YamlValue.quoted(name), holder.tiedTo().get()));
    }
    if (!holder.shape().equals(tied.shape()) || holder.type() != tied.type()) {
      throw target.refuse(
          "%s is %s %s, but this tensor is %s %s; tied tensors have one type and shape"
              .formatted(
                  YamlValue.quoted(name),
                  YamlValue.camelCase(holder.type()),
                  holder.shape(),
                  YamlValue.camelCase(tied.type()),
                  tied.shape()));
    }
  }
}
