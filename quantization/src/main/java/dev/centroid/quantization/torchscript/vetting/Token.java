package dev.centroid.quantization.torchscript.vetting;

/**
 * A token of TorchScript code.
 *
 * @param text of a string: its value, escapes resolved; of others: as written
 * @param start offset of its first character
 * @param end offset after its last character
 * @param line number of its line, from 1
 */
record Token(Kind kind, String text, int start, int end, int line) {

  /** Kinds of tokens. */
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    PUNCTUATION,
    NEWLINE,
    INDENT,
    DEDENT,
    END
  }

  /** Whether this is the given keyword, name or punctuation. */
  boolean is(String expected) {
    return (kind == Kind.NAME || kind == Kind.PUNCTUATION) && text.equals(expected);
  }

  boolean is(Kind expected) {
    return kind == expected;
  }

  /** The token for messages. */
  String shown() {
    return switch (kind) {
      case NEWLINE -> "the end of the line";
      case INDENT -> "a deeper indentation";
      case DEDENT -> "the end of a block";
      case END -> "the end of the file";
      case STRING -> "a string";
      default -> "'" + text + "'";
    };
  }
}
