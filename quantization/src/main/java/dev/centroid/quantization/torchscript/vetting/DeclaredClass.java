package dev.centroid.quantization.torchscript.vetting;

import java.util.List;
import java.util.Map;

/**
 * A class of the archive by what its objects hold and can do.
 *
 * @param attributes the types of its attributes and constants by name, in order; of an interface:
 *     none
 * @param methods the types of each method's parameters, and of its result as the last one
 */
public record DeclaredClass(
    Kind kind, Map<String, CodeType> attributes, Map<String, List<CodeType>> methods) {

  /** Kinds of classes. */
  public enum Kind {
    OBJECT,
    NAMED_TUPLE,
    INTERFACE
  }

  /** Whether it has all methods of an interface, with the same parameters and results. */
  public boolean implementsMethodsOf(DeclaredClass contract) {
    return contract.methods().entrySet().stream()
        .allMatch(method -> method.getValue().equals(methods.get(method.getKey())));
  }
}
