package dev.centroid.quantization.torchscript.vetting;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads type annotations such as {@code Dict[str, Optional[__torch__.Block]]}. */
final class TypeParser {

  private static final String CPP_CLASSES = "__torch__.torch.classes.";

  private static final Set<String> SIMPLE =
      Set.of(
          "Any",
          "Device",
          "Generator",
          "Layout",
          "None",
          "NoneType",
          "Scalar",
          "Tensor",
          "bool",
          "complex",
          "float",
          "int",
          "number",
          "str");

  private final Lexer lexer;
  private final Consumer<String> references;

  /**
   * @param references called with the qualified name of each class that a type names
   */
  TypeParser(Lexer lexer, Consumer<String> references) {
    this.lexer = lexer;
    this.references = references;
  }

  /**
   * @throws RefusedCodeException if it is not a type that models need, or too large
   */
  CodeType type() {
    int line = lexer.peek().line();
    return type(1).bounded(line);
  }

  private CodeType type(int depth) {
    Token first = lexer.next();
    if (depth > CodeLimits.TYPE_DEPTH) {
      throw new RefusedCodeException(
          first.line(), "has types nested deeper than " + CodeLimits.TYPE_DEPTH);
    }
    if (first.is(ReservedNames.OWN_CODE)) {
      return ownClass();
    }
    if (SIMPLE.contains(first.text()) && first.is(Token.Kind.NAME)) {
      return CodeType.plain();
    }
    return switch (first.is(Token.Kind.NAME) ? first.text() : "") {
      case "List" -> new CodeType.ContainerOf(parameters(depth, 1).get(0));
      case "Dict" -> new CodeType.ContainerOf(parameters(depth, 2).get(1));
      case "Optional" -> new CodeType.OptionalOf(parameters(depth, 1).get(0));
      case "Tuple" -> new CodeType.TupleOf(parameters(depth, -1));
      case "Union" -> {
        List<CodeType> unused = parameters(depth, -1);
        yield CodeType.plain();
      }
      default ->
          throw new RefusedCodeException(
              first.line(),
              "has " + first.shown() + " where a type is needed" + ReservedNames.SAVE_AGAIN);
    };
  }

  private CodeType ownClass() {
    StringBuilder name = new StringBuilder(ReservedNames.OWN_CODE);
    int line = lexer.peek().line();
    while (lexer.accept(".")) {
      name.append('.').append(lexer.next().text());
    }
    requireNotCpp(name.toString(), line);
    references.accept(name.toString());
    return new CodeType.ObjectOf(name.toString());
  }

  /**
   * @throws RefusedCodeException if a class is written in C++
   */
  static void requireNotCpp(String name, int line) {
    if (name.startsWith(CPP_CLASSES) || (name + ".").equals(CPP_CLASSES)) {
      throw new RefusedCodeException(
          line,
          "uses '"
              + name
              + "', a class written in C++, which could do anything; replace the module that needs"
              + " it");
    }
  }

  /**
   * @param count that is needed; -1 for any, none included
   */
  private List<CodeType> parameters(int depth, int count) {
    Token open = lexer.expect("[");
    List<CodeType> parameters = new ArrayList<>();
    if (count < 0 && lexer.accept("(")) {
      lexer.expect(")");
      lexer.expect("]");
      return parameters;
    }
    do {
      parameters.add(type(depth + 1));
    } while (lexer.accept(","));
    lexer.expect("]");
    if (count >= 0 && parameters.size() != count) {
      throw new RefusedCodeException(
          open.line(), "has a type with a wrong number of parameters" + ReservedNames.SAVE_AGAIN);
    }
    return parameters;
  }
}
