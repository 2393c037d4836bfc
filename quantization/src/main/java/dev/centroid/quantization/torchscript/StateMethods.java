package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.ClassCode.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gives a class the two methods by which libtorch saves and loads its objects: their state is the
 * tuple of all attributes, in the order in which they are declared, with packed tensors left empty.
 */
final class StateMethods {

  private static final String PARTS = "_packed";
  private static final String CODING = "_coding";
  private static final String SETTER = "__setstate__";
  private static final String GETTER = "__getstate__";

  /** What the names of the library's functions begin with. */
  private static final String LIBRARY = PickleGlobals.OWN_CODE + "." + PackedState.LIBRARY + ".";

  private final PackedState packed;

  StateMethods(PackedState packed) {
    this.packed = packed;
  }

  /** The attribute that holds the parts of a packed tensor. */
  static String partsOf(String attribute) {
    return attribute + PARTS;
  }

  /** The attribute that holds the coding of a packed tensor. */
  static String codingOf(String attribute) {
    return attribute + CODING;
  }

  /** The attributes whose tuple is the state of a class that has such methods. */
  static Optional<List<String>> attributesOf(ClassCode code) {
    return code.method(SETTER)
        .filter(setter -> setter.body().stream().anyMatch(line -> line.contains(LIBRARY)))
        .map(setter -> code.attributes().stream().map(Attribute::name).toList());
  }

  /**
   * @param code a class whose attributes have their final types
   */
  ClassCode addedTo(ClassCode code) {
    ClassCode changed = code;
    for (String name : packed.tensors().keySet()) {
      changed =
          changed
              .withAttribute(partsOf(name), "List[Tensor]")
              .withAttribute(codingOf(name), "List[int]");
    }
    List<Attribute> attributes = changed.attributes();
    String state =
        attributes.stream().map(Attribute::type).collect(Collectors.joining(", ", "Tuple[", "]"));
    return changed
        .withMethod(setter(changed, attributes, state))
        .withMethod(getter(changed, attributes, state));
  }

  private List<String> setter(ClassCode code, List<Attribute> attributes, String state) {
    List<String> lines = new ArrayList<>();
    lines.add("def " + SETTER + "(self: " + code.qualifiedName() + ",");
    lines.add("  state: " + state + ") -> NoneType:");
    List<String> names = attributes.stream().map(Attribute::name).toList();
    IntStream.range(0, names.size())
        .forEach(i -> lines.add("  self." + names.get(i) + " = (state)[" + i + "]"));
    for (String name : packed.tensors().keySet()) {
      lines.add("  self." + name + " = " + call("restored", name));
    }
    packed
        .lists()
        .forEach(
            (list, elements) ->
                lines.add(
                    "  self."
                        + list
                        + " = ["
                        + elements.stream()
                            .map(ModulePaths::tensorExpression)
                            .collect(Collectors.joining(", "))
                        + "]"));
    int variable = 0;
    for (Map.Entry<String, String> tie : packed.ties().entrySet()) {
      String module = "_" + variable++;
      String tied = module + "." + ModulePaths.attributeOf(tie.getKey());
      String holder = ModulePaths.tensorExpression(tie.getValue());
      lines.add("  " + module + " = " + ModulePaths.expression(ModulePaths.moduleOf(tie.getKey())));
      lines.add(
          "  if "
              + LIBRARY
              + "same("
              + ModulePaths.tensorExpression(tie.getKey())
              + ", "
              + holder
              + "):");
      lines.add("    " + tied + " = " + holder);
      lines.add("  else:");
      lines.add("    pass");
    }
    lines.add("  return None");
    return lines;
  }

  private List<String> getter(ClassCode code, List<Attribute> attributes, String state) {
    String values =
        attributes.stream()
            .map(Attribute::name)
            .map(this::stored)
            .collect(Collectors.joining(", "));
    return List.of(
        "def " + GETTER + "(self: " + code.qualifiedName() + ") -> " + state + ":",
        "  return (" + values + (attributes.size() == 1 ? ",)" : ")"));
  }

  private String stored(String attribute) {
    if (packed.lists().containsKey(attribute)) {
      return "annotate(List[Tensor], [])";
    }
    return packed.tensors().containsKey(attribute)
        ? call("stored", attribute)
        : "self." + attribute;
  }

  private String call(String function, String attribute) {
    return "%s(%s, self.%s, self.%s)"
        .formatted(
            LIBRARY + function,
            ModulePaths.tensorExpression(attribute),
            partsOf(attribute),
            codingOf(attribute));
  }
}
