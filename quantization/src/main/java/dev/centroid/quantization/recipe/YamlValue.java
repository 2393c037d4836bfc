package dev.centroid.quantization.recipe;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.NearestNames;
import dev.centroid.quantization.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a recipe together with its place, so that whatever is wrong with it can be said with
 * file, line and path.
 *
 * @param node as YAML has it
 * @param path its keys from the root, joined by dots; empty for the root
 * @param file the recipe's name
 */
record YamlValue(Node node, String path, String file) {

  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  int line() {
    return node.getStartMark().map(YamlDocument::line).orElse(1);
  }

  InvalidInputException refuse(String problem) {
    String place = path.isEmpty() ? "" : path + ": ";
    return new InvalidInputException(file + " line " + line() + ": " + place + problem);
  }

  /** The value under a key, or at an index, of this one. */
  YamlValue child(String step, Node child) {
    return new YamlValue(child, path.isEmpty() ? step : path + "." + step, file);
  }

  long longNumber() {
    String text = plain("a whole number");
    try {
      if (WHOLE.matcher(text).matches()) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      throw refuse("the number " + quoted(text) + " is too large");
    }
    throw expected("a whole number");
  }

  int intNumber() {
    long value = longNumber();
    if (value != (int) value) {
      throw refuse("must be at most " + Integer.MAX_VALUE + " in size, but is " + value);
    }
    return (int) value;
  }

  double number() {
    return finite(plain("a number"), "a number");
  }

  /** A number, or a fraction of two numbers as in {@code 1/255}. */
  double numberOrFraction() {
    String wanted = "a number or a fraction such as 1/255";
    String text = plain(wanted);
    int slash = text.indexOf('/');
    if (slash < 0) {
      return finite(text, wanted);
    }
    double denominator = finite(text.substring(slash + 1).strip(), wanted);
    if (denominator == 0) {
      throw refuse("the denominator of " + quoted(text) + " is 0");
    }
    return finite(text.substring(0, slash).strip(), wanted) / denominator;
  }

  boolean truth() {
    String text = plain("true or false");
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw expected("true or false");
  }

  String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw expected("a text");
  }

  /** One of the constants of an enum, written in lower camel case. */
  <E extends Enum<E>> E choice(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    List<String> names = constants.stream().map(YamlValue::camelCase).toList();
    String given = plain("one of " + String.join(", ", names));
    int index = names.indexOf(given);
    if (index < 0) {
      String nearest = NearestNames.closest(given, names).orElseThrow();
      throw refuse(
          "unknown value %s; did you mean '%s'? It is one of %s"
              .formatted(quoted(given), nearest, String.join(", ", names)));
    }
    return constants.get(index);
  }

  List<YamlValue> items() {
    if (!(node instanceof SequenceNode sequence)) {
      throw expected("a list");
    }
    List<YamlValue> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new YamlValue(item, path + "[" + items.size() + "]", file));
    }
    return items;
  }

  /** Builds a record from this value; what its constructor refuses is said with its line. */
  <T> T build(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException refused) {
      throw new InvalidInputException(
          file + " line " + line() + ": " + oneLine(String.valueOf(refused.getMessage())), refused);
    }
  }

  InvalidInputException expected(String wanted) {
    return refuse("expected " + wanted + ", but found " + description());
  }

  private String plain(String wanted) {
    if (node instanceof ScalarNode scalar && scalar.isPlain() && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw expected(wanted);
  }

  private double finite(String text, String wanted) {
    if (!NUMBER.matcher(text).matches()) {
      throw expected(wanted);
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw refuse("the number " + quoted(text) + " is too large");
    }
    return value;
  }

  private String description() {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    ScalarNode scalar = (ScalarNode) node;
    if (scalar.getValue().isEmpty()) {
      return "nothing";
    }
    return (scalar.isPlain() ? "" : "the quoted text ") + quoted(scalar.getValue());
  }

  /** The name of an enum's constant as recipes write it: {@code PLUS_PLUS} is {@code plusPlus}. */
  static String camelCase(Enum<?> constant) {
    List<String> words = List.of(constant.name().toLowerCase(Locale.ROOT).split("_", -1));
    return words.get(0)
        + words.stream()
            .skip(1)
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining());
  }

  /** What a user wrote, for a message: in quotes, on one line, and not too long. */
  static String quoted(String text) {
    return "'" + Printable.excerpt(oneLine(text)) + "'";
  }

  static String oneLine(String text) {
    return Printable.line(text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip());
  }
}
