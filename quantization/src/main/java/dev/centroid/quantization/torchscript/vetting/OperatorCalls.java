package dev.centroid.quantization.torchscript.vetting;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks calls of libtorch's operators, and finds the types of their results. */
final class OperatorCalls {

  static final String WARN = "aten.warn";

  private static final String EMPTY = "aten.empty";

  /** Operators whose result is uninitialized memory, and those that do the same with zeros. */
  private static final Map<String, String> WITH_ZEROS =
      Map.of(EMPTY, "zeros", "aten.empty_like", "zeros_like", "aten.new_empty", "new_zeros");

  private static final String MEMORY_FORMAT = "memory_format";

  /** None, contiguous and preserved: what a tensor of zeros has as well. */
  private static final Set<String> DEFAULT_FORMATS = Set.of("None", "0", "1");

  private static final Set<String> OF_SAME_TYPE =
      Set.of("aten.copy", "aten.list", "aten.slice", "aten.sorted", "aten.values");
  private static final Set<String> OF_ELEMENT = Set.of("aten.pop", "aten.get");
  private static final Set<String> UNWRAPPING =
      Set.of("aten._unwrap_optional", "prim.unchecked_unwrap_optional");

  private final FileContext context;

  OperatorCalls(FileContext context) {
    this.context = context;
  }

  /**
   * An operator's name in code.
   *
   * @param namespace such as aten
   * @param token its own name
   * @param spelledOut whether it is written {@code ops.NAMESPACE.NAME}
   */
  record Name(String namespace, Token token, boolean spelledOut) {
    String operator() {
      return namespace + "." + token.text();
    }

    String shown() {
      return spelledOut
          ? ReservedNames.OPS + "." + operator()
          : ReservedNames.TORCH + "." + token.text();
    }
  }

  /**
   * @throws RefusedCodeException if models may not call it
   */
  void require(Name name) {
    if (name.operator().equals(WARN)) {
      throw new RefusedCodeException(
          name.token().line(),
          "calls '"
              + name.shown()
              + "', which must stand alone as a statement"
              + ReservedNames.SAVE_AGAIN);
    }
    context.requireAllowed(name.operator(), name.shown(), name.token().line());
  }

  /** The type of the result; a call that would give uninitialized memory is changed. */
  CodeType result(Name name, Arguments arguments) {
    String zeros = WITH_ZEROS.get(name.operator());
    if (zeros != null) {
      Token token = name.token();
      context.edits().accept(new Edit(token.start(), token.end(), zeros));
      if (name.operator().equals(EMPTY)) {
        dropMemoryFormat(name, arguments.keywords());
      }
    }
    CodeType first = arguments.first();
    if (UNWRAPPING.contains(name.operator())) {
      return first.unwrapped();
    }
    if (first instanceof CodeType.ContainerOf container) {
      if (OF_SAME_TYPE.contains(name.operator())) {
        return container;
      }
      if (OF_ELEMENT.contains(name.operator())) {
        return container.element();
      }
      if (name.operator().equals("aten.items")) {
        return new CodeType.ContainerOf(
            new CodeType.TupleOf(List.of(CodeType.plain(), container.element())));
      }
    }
    return CodeType.plain();
  }

  private void dropMemoryFormat(Name name, List<Arguments.Keyword> keywords) {
    for (Arguments.Keyword keyword : keywords) {
      if (!keyword.name().equals(MEMORY_FORMAT)) {
        continue;
      }
      if (!DEFAULT_FORMATS.contains(keyword.value())) {
        throw new RefusedCodeException(
            name.token().line(),
            "calls '" + name.shown() + "' with a memory format; use torch.zeros in the model");
      }
      context.edits().accept(new Edit(keyword.start(), keyword.end(), ""));
    }
  }
}
