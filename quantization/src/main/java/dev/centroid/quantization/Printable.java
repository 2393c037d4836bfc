package dev.centroid.quantization;

/** Text from a file, made fit for a one-line message. */
public final class Printable {

  private static final int LONGEST = 100;

  private Printable() {}

  /**
   * The text between backquotes, with control characters and unpaired surrogates replaced and a
   * long text cut, so that a hostile name can neither break the line nor flood it.
   *
   * @param text anything, however long
   * @return one short line
   */
  public static String quoted(String text) {
    return '`' + excerpt(text) + '`';
  }

  /** The same without the backquotes. */
  public static String excerpt(String text) {
    return line(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
  }

  /** The text with control characters and unpaired surrogates replaced. */
  public static String line(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(point -> line.appendCodePoint(isShown(point) ? point : '?'));
    return line.toString();
  }

  /**
   * Whether a text can be shown as it is: no control characters, line breaks, invisible formatting
   * or unpaired surrogates.
   */
  public static boolean isPlain(String text) {
    return text.codePoints().allMatch(Printable::isShown);
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
