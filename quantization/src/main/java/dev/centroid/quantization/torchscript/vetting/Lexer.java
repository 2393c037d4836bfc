package dev.centroid.quantization.torchscript.vetting;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;

/**
 * Splits code into tokens, as PyTorch's serializer writes them: two spaces per level of
 * indentation, one statement per line (a signature may take several), strings in double quotes, no
 * comments, no tabs. Anything else is refused, so that libtorch's lexer cannot read it differently.
 */
final class Lexer {

  private static final Set<String> LONG_PUNCTUATION =
      Set.of("->", "==", "!=", "<=", ">=", "//", "<<", ">>");
  private static final String PUNCTUATION = "()[]{}.,:=+-*/<>&|";
  private static final String ESCAPED = "\\'\"abfnrtv";
  private static final byte[] UNESCAPED = {'\\', '\'', '"', 7, '\b', '\f', '\n', '\r', '\t', 11};
  private static final int OCTAL_DIGITS = 3;
  private static final int INDENTATION = 2;

  private final String code;
  private final TokenBudget budget;
  private final Deque<Token> ahead = new ArrayDeque<>();
  private int at;
  private int line;
  private int level;
  private int pendingDedents;
  private int brackets;
  private boolean lineStart = true;
  private boolean continued;

  /**
   * @param start where to begin: the start of a file or of a block
   */
  Lexer(String code, Mark start, TokenBudget budget) {
    this.code = code;
    this.at = start.at();
    this.line = start.line();
    this.level = start.level();
    this.budget = budget;
  }

  /**
   * The start of a line.
   *
   * @param at offset of its first character
   * @param line its number, from 1
   * @param level of the block that the line before is in
   */
  record Mark(int at, int line, int level) {
    static final Mark START = new Mark(0, 1, 0);
  }

  /** The next token, without taking it. */
  Token peek() {
    return peek(0);
  }

  /**
   * @param distance 0 for the next token, 1 for the one after it
   */
  Token peek(int distance) {
    while (ahead.size() <= distance) {
      ahead.addLast(read());
    }
    Iterator<Token> tokens = ahead.iterator();
    Token token = tokens.next();
    for (int i = 0; i < distance; i++) {
      token = tokens.next();
    }
    return token;
  }

  Token next() {
    return ahead.isEmpty() ? read() : ahead.removeFirst();
  }

  /** Takes the next token if it is the given keyword or punctuation. */
  boolean accept(String expected) {
    if (!peek().is(expected)) {
      return false;
    }
    Token unused = next();
    return true;
  }

  Token expect(String expected) {
    Token token = next();
    if (!token.is(expected)) {
      throw unexpected(token, "'" + expected + "'");
    }
    return token;
  }

  Token expect(Token.Kind expected) {
    Token token = next();
    if (!token.is(expected)) {
      throw unexpected(token, "another kind of token");
    }
    return token;
  }

  /** A name that is not a keyword. */
  Token expectIdentifier() {
    Token token = next();
    if (!token.is(Token.Kind.NAME) || ReservedNames.isKeyword(token.text())) {
      throw unexpected(token, "a name");
    }
    return token;
  }

  /** Allows the brackets that open next to span several lines. */
  void continueLines() {
    continued = true;
  }

  /** Where the block begins whose header was read up to its end of line. */
  Mark mark() {
    if (!ahead.isEmpty()) {
      throw new IllegalStateException("must not look ahead before a mark");
    }
    return new Mark(at, line, level);
  }

  static RefusedCodeException unexpected(Token token, String expected) {
    return new RefusedCodeException(
        token.line(),
        "has "
            + token.shown()
            + " where PyTorch would write "
            + expected
            + ReservedNames.SAVE_AGAIN);
  }

  private Token read() {
    budget.take(line);
    if (pendingDedents > 0) {
      pendingDedents--;
      level--;
      return token(Token.Kind.DEDENT, "", at);
    }
    if (lineStart) {
      lineStart = false;
      int target = indentation();
      if (target == level + 1) {
        level++;
        return token(Token.Kind.INDENT, "", at);
      }
      if (target > level) {
        throw refused("is indented by more than two spaces");
      }
      if (target < level) {
        pendingDedents = level - target - 1;
        level--;
        return token(Token.Kind.DEDENT, "", at);
      }
    }
    skipSpaces();
    return at == code.length() ? end() : visible();
  }

  private Token end() {
    if (brackets > 0) {
      throw refused("ends within brackets");
    }
    return token(Token.Kind.END, "", at);
  }

  /** The level of the next line that is not empty; takes its indentation. */
  private int indentation() {
    while (at < code.length() && code.charAt(at) == '\n') {
      at++;
      line++;
    }
    requireShortLine();
    int spaces = 0;
    while (at < code.length() && code.charAt(at) == ' ') {
      at++;
      spaces++;
    }
    if (at == code.length() && spaces == 0) {
      return 0;
    }
    if (at == code.length() || code.charAt(at) == '\n' || spaces % INDENTATION != 0) {
      throw refused("is not indented by two spaces per level");
    }
    return spaces / INDENTATION;
  }

  private void requireShortLine() {
    int end = code.indexOf('\n', at);
    int length = (end < 0 ? code.length() : end) - at;
    if (length > CodeLimits.LINE_LENGTH) {
      throw refused(
          "has " + length + " characters, but a line has at most " + CodeLimits.LINE_LENGTH);
    }
  }

  private void skipSpaces() {
    while (at < code.length()) {
      char next = code.charAt(at);
      if (next == '\n' && brackets > 0) {
        if (!continued) {
          throw refused("ends within brackets, but a statement must be on one line");
        }
        line++;
        at++;
        requireShortLine();
      } else if (next == ' ') {
        at++;
      } else {
        return;
      }
    }
  }

  private Token visible() {
    int start = at;
    char next = code.charAt(at);
    if (next == '\n') {
      Token token = token(Token.Kind.NEWLINE, "", start);
      at++;
      line++;
      lineStart = true;
      return token;
    }
    if (isNameStart(next)) {
      while (at < code.length() && isNamePart(code.charAt(at))) {
        at++;
      }
      return token(Token.Kind.NAME, code.substring(start, at), start);
    }
    if (isDigit(next)) {
      return number();
    }
    if (next == '"') {
      return string();
    }
    return punctuation();
  }

  private Token number() {
    int start = at;
    skipDigits();
    if (isAt('.')) {
      at++;
      skipDigits();
    }
    if (isAt('e')) {
      at++;
      if (isAt('-') || isAt('+')) {
        at++;
      }
      if (at == code.length() || !isDigit(code.charAt(at))) {
        throw refused("has a number without an exponent's digits");
      }
      skipDigits();
    }
    if (isAt('j')) {
      at++;
    }
    if (at < code.length() && isNamePart(code.charAt(at))) {
      throw refused("has a number directly followed by a name");
    }
    return token(Token.Kind.NUMBER, code.substring(start, at), start);
  }

  private void skipDigits() {
    while (at < code.length() && isDigit(code.charAt(at))) {
      at++;
    }
  }

  private boolean isAt(char expected) {
    return at < code.length() && code.charAt(at) == expected;
  }

  private Token string() {
    int start = at;
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    at++;
    while (!isAt('"')) {
      if (at == code.length() || code.charAt(at) == '\n') {
        throw refused("has a string that does not end");
      }
      int character = code.codePointAt(at);
      if (character == '\\') {
        at++;
        value.write(escape());
      } else if (character < ' ' || character == 0x7f) {
        throw refused("has a control character in a string");
      } else {
        at += Character.charCount(character);
        value.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
      }
    }
    at++;
    if (isAt('"')) {
      throw refused("has a string in three quotes");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(value.toByteArray()))
              .toString();
      return token(Token.Kind.STRING, text, start);
    } catch (CharacterCodingException e) {
      throw refused("has a string that is not UTF-8");
    }
  }

  private int escape() {
    if (at == code.length()) {
      throw refused("has a string that does not end");
    }
    int index = ESCAPED.indexOf(code.charAt(at));
    if (index >= 0) {
      at++;
      return UNESCAPED[index];
    }
    int value = 0;
    for (int i = 0; i < OCTAL_DIGITS; i++) {
      int digit = at < code.length() ? Character.digit(code.charAt(at), Byte.SIZE) : -1;
      if (digit < 0) {
        throw refused("has a string with an unknown escape");
      }
      value = value * Byte.SIZE + digit;
      at++;
    }
    if (value > 0xff) {
      throw refused("has a string with an escape out of range");
    }
    return value;
  }

  private Token punctuation() {
    int start = at;
    String two = code.substring(at, Math.min(at + 2, code.length()));
    if (LONG_PUNCTUATION.contains(two)) {
      at += 2;
      return token(Token.Kind.PUNCTUATION, two, start);
    }
    char next = code.charAt(at);
    if (PUNCTUATION.indexOf(next) < 0) {
      throw refused(
          "has the character '" + (next > ' ' && next < 0x7f ? next : '?') + "' outside a string");
    }
    at++;
    switch (next) {
      case '(', '[', '{' -> brackets++;
      case ')', ']', '}' -> {
        brackets--;
        if (brackets < 0) {
          throw refused("closes a bracket that is not open");
        }
        if (brackets == 0) {
          continued = false;
        }
      }
      default -> {}
    }
    return token(Token.Kind.PUNCTUATION, String.valueOf(next), start);
  }

  private Token token(Token.Kind kind, String text, int start) {
    return new Token(kind, text, start, at, line);
  }

  private RefusedCodeException refused(String problem) {
    return new RefusedCodeException(line, problem + ReservedNames.SAVE_AGAIN);
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
