package dev.centroid.quantization.torchscript.vetting;

import java.util.Set;

/**
 * Reads values that need no computation: those of constants and of parameters' defaults. libtorch
 * runs them while it loads a file, so anything else is refused.
 */
final class ConstantParser {

  private static final Set<String> NAMED =
      Set.of("True", "False", "None", "inf", "nan", "infj", "nanj");

  private final Lexer lexer;
  private final TypeParser types;

  ConstantParser(Lexer lexer, TypeParser types) {
    this.lexer = lexer;
    this.types = types;
  }

  /**
   * @throws RefusedCodeException if it is anything but a constant
   */
  void skip() {
    skip(1);
  }

  private void skip(int depth) {
    Token first = lexer.next();
    if (depth > CodeLimits.NESTING) {
      throw new RefusedCodeException(
          first.line(), "has constants nested deeper than " + CodeLimits.NESTING);
    }
    if (first.is(Token.Kind.NUMBER)) {
      // A complex number: its imaginary part follows.
      if (lexer.accept("+") || lexer.accept("-")) {
        lexer.expect(Token.Kind.NUMBER);
      }
      return;
    }
    if (first.is(Token.Kind.STRING) || NAMED.contains(first.text())) {
      return;
    }
    switch (first.text()) {
      case "-" -> skip(depth + 1);
      case "[" -> skipItems("]", depth);
      case "(" -> skipItems(")", depth);
      case "{" -> skipPairs(depth);
      case "annotate" -> {
        lexer.expect("(");
        types.type();
        lexer.expect(",");
        skip(depth + 1);
        lexer.expect(")");
      }
      case ReservedNames.TORCH -> {
        lexer.expect(".");
        lexer.expect("device");
        lexer.expect("(");
        lexer.expect(Token.Kind.STRING);
        lexer.expect(")");
      }
      case ReservedNames.CONSTANTS -> {
        lexer.expect(".");
        lexer.expect(Token.Kind.NAME);
      }
      case ReservedNames.OWN_CODE -> {
        while (lexer.accept(".")) {
          lexer.expect(Token.Kind.NAME);
        }
        if (lexer.accept("(")) {
          skipItems(")", depth);
        }
      }
      default -> throw Lexer.unexpected(first, "a constant");
    }
  }

  private void skipItems(String end, int depth) {
    while (!lexer.accept(end)) {
      skip(depth + 1);
      if (!lexer.peek().is(end)) {
        lexer.expect(",");
      }
    }
  }

  private void skipPairs(int depth) {
    while (!lexer.accept("}")) {
      skip(depth + 1);
      lexer.expect(":");
      skip(depth + 1);
      if (!lexer.peek().is("}")) {
        lexer.expect(",");
      }
    }
  }
}
