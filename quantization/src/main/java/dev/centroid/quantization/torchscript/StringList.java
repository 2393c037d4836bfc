package dev.centroid.quantization.torchscript;

import java.util.ArrayList;
import java.util.List;

/** A list of string literals as TorchScript's printer writes it: {@code ["weight", "bias", ]}. */
final class StringList {

  private static final String ESCAPED = "ntrabfv";
  private static final String UNESCAPED = "\n\t\r\u0007\b\f\u000b";
  private static final int OCTAL_DIGITS = 3;

  private final String text;
  private int at;

  private StringList(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text is not such a list
   */
  static List<String> parse(String text) {
    return new StringList(text).items();
  }

  private List<String> items() {
    List<String> items = new ArrayList<>();
    expect('[');
    while (peek() == '"') {
      items.add(literal());
      expect(',');
      expect(' ');
    }
    expect(']');
    check(at == text.length());
    return items;
  }

  private String literal() {
    StringBuilder literal = new StringBuilder();
    expect('"');
    while (peek() != '"') {
      char next = take();
      literal.append(next == '\\' ? escape() : next);
    }
    expect('"');
    return literal.toString();
  }

  private char escape() {
    if (Character.digit(peek(), Byte.SIZE) >= 0) {
      int code = 0;
      for (int i = 0; i < OCTAL_DIGITS; i++) {
        int digit = Character.digit(take(), Byte.SIZE);
        check(digit >= 0);
        code = code * Byte.SIZE + digit;
      }
      return (char) code;
    }
    char escaped = take();
    int index = ESCAPED.indexOf(escaped);
    return index < 0 ? escaped : UNESCAPED.charAt(index);
  }

  private void expect(char expected) {
    check(take() == expected);
  }

  private char take() {
    char next = peek();
    at++;
    return next;
  }

  private char peek() {
    check(at < text.length());
    return text.charAt(at);
  }

  private static void check(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("names are a list of quoted strings");
    }
  }
}
