package dev.centroid.quantization.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds names joined by dots in TorchScript code, which has the words of Python. What stands in
 * strings and comments is passed over, and so is what follows a dot after something that is no
 * name.
 */
final class DottedNames {

  private static final String LONG_QUOTE = "\"\"\"";
  private static final String LONG_APOSTROPHE = "'''";

  private final String code;
  private final Consumer<List<String>> visitor;
  private int at = 0;

  private DottedNames(String code, Consumer<List<String>> visitor) {
    this.code = code;
    this.visitor = visitor;
  }

  /**
   * @param visitor is shown each name with its parts, in order
   * @throws IllegalArgumentException if a string does not end
   */
  static void forEach(String code, Consumer<List<String>> visitor) {
    new DottedNames(code, visitor).scan();
  }

  private void scan() {
    boolean afterDot = false;
    while (at < code.length()) {
      char next = code.charAt(at);
      if (isBlank(next) || next == '#') {
        skipBlanks();
        continue;
      }
      if (next == '"' || next == '\'') {
        skipString();
        afterDot = false;
      } else if (isDigit(next)) {
        skipNumber();
        afterDot = false;
      } else if (isNameStart(next)) {
        List<String> parts = name();
        if (!afterDot) {
          visitor.accept(parts);
        }
        afterDot = false;
      } else if (next == '.') {
        int dots = at;
        while (at < code.length() && code.charAt(at) == '.') {
          at++;
        }
        afterDot = at - dots == 1;
      } else {
        at++;
        afterDot = false;
      }
    }
  }

  private List<String> name() {
    List<String> parts = new ArrayList<>();
    parts.add(word());
    while (true) {
      int end = at;
      skipBlanks();
      if (at < code.length() && code.charAt(at) == '.') {
        at++;
        skipBlanks();
        if (at < code.length() && isNameStart(code.charAt(at))) {
          parts.add(word());
          continue;
        }
      }
      at = end;
      return parts;
    }
  }

  private String word() {
    int start = at;
    while (at < code.length() && isNamePart(code.charAt(at))) {
      at++;
    }
    return code.substring(start, at);
  }

  private void skipNumber() {
    while (at < code.length() && isDigit(code.charAt(at))) {
      at++;
    }
    if (at < code.length() && code.charAt(at) == '.') {
      at++;
    }
  }

  private void skipString() {
    String quote = String.valueOf(code.charAt(at));
    for (String longer : List.of(LONG_QUOTE, LONG_APOSTROPHE)) {
      if (code.startsWith(longer, at)) {
        quote = longer;
      }
    }
    at += quote.length();
    while (!code.startsWith(quote, at)) {
      at += at < code.length() && code.charAt(at) == '\\' ? 2 : 1;
      if (at >= code.length()) {
        throw new IllegalArgumentException("a string does not end");
      }
    }
    at += quote.length();
  }

  /** Blanks, line ends that do not count, and comments. */
  private void skipBlanks() {
    while (at < code.length()) {
      char next = code.charAt(at);
      if (next == '#') {
        int end = code.indexOf('\n', at);
        at = end < 0 ? code.length() : end;
      } else if (isBlank(next)) {
        at++;
      } else {
        return;
      }
    }
  }

  private static boolean isBlank(char next) {
    return next == ' ' || next == '\t' || next == '\n' || next == '\r' || next == '\\';
  }

  private static boolean isNameStart(char next) {
    return next == '_' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
  }

  private static boolean isNamePart(char next) {
    return isNameStart(next) || isDigit(next);
  }

  private static boolean isDigit(char next) {
    return next >= '0' && next <= '9';
  }
}
