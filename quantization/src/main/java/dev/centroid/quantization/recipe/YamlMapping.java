package dev.centroid.quantization.recipe;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.NearestNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A mapping of a recipe whose keys have been checked: all known, none twice. */
final class YamlMapping {

  private final YamlValue whole;
  private final Map<String, YamlValue> values;

  private YamlMapping(YamlValue whole, Map<String, YamlValue> values) {
    this.whole = whole;
    this.values = values;
  }

  static YamlMapping of(YamlValue whole, RecipeSection section) {
    return of(whole, section.keys());
  }

  /**
   * @param keys all that it may have
   */
  static YamlMapping of(YamlValue whole, List<String> keys) {
    if (!(whole.node() instanceof MappingNode mapping)) {
      throw whole.expected("a mapping with " + String.join(", ", keys));
    }
    Map<String, YamlValue> values = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      YamlValue keyPlace = new YamlValue(entry.getKeyNode(), "", whole.file());
      if (!(entry.getKeyNode() instanceof ScalarNode scalar)) {
        throw keyPlace.expected("a key, one of " + String.join(", ", keys));
      }
      String key = scalar.getValue();
      if (!keys.contains(key)) {
        throw keyPlace.refuse(
            "unknown key %s; did you mean '%s'?"
                .formatted(YamlValue.quoted(key), NearestNames.closest(key, keys).orElseThrow()));
      }
      YamlValue value = whole.child(key, entry.getValueNode());
      YamlValue earlier = values.putIfAbsent(key, value);
      if (earlier != null) {
        throw keyPlace.refuse(
            "key '%s' is given twice, first in line %d; remove one".formatted(key, earlier.line()));
      }
    }
    return new YamlMapping(whole, values);
  }

  YamlValue require(String key) {
    return find(key)
        .orElseThrow(() -> whole.refuse("the key '" + key + "' is missing; it is required"));
  }

  Optional<YamlValue> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of a key as {@code reader} reads it, or the default when the key is not given. */
  <T> T get(String key, Function<YamlValue, T> reader, T byDefault) {
    return find(key).map(reader).orElse(byDefault);
  }

  /**
   * Builds a record from this mapping; what its constructor refuses is said with the line of the
   * key that it names.
   */
  <T> T build(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(refused.getMessage());
      String path = message.substring(0, Math.max(0, message.indexOf(':')));
      String key = path.substring(path.lastIndexOf('.') + 1);
      int line = find(key).orElse(whole).line();
      throw new InvalidInputException(
          whole.file() + " line " + line + ": " + YamlValue.oneLine(message), refused);
    }
  }
}
