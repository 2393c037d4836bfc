package dev.centroid.quantization.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern over whole layer names: {@code *} stands for any characters but dots, {@code **} for
 * any characters, {@code ?} for one that is not a dot, {@code {a,b}} for either. Matching takes
 * time proportional to pattern times name, whatever the pattern.
 */
final class GlobMatcher {

  private static final int MAX_ALTERNATIVES = 256;

  private final List<String> alternatives;

  private GlobMatcher(List<String> alternatives) {
    this.alternatives = alternatives;
  }

  /**
   * @throws IllegalArgumentException when braces do not pair up, are nested, or stand for more than
   *     256 patterns
   */
  static GlobMatcher of(String glob) {
    List<String> expanded = List.of("");
    int position = 0;
    while (position < glob.length()) {
      char next = glob.charAt(position);
      Checks.that(next != '}', "match: '}' without '{' in " + glob);
      int end = next == '{' ? glob.indexOf('}', position) : position;
      Checks.that(end >= 0, "match: '{' without '}' in " + glob);
      String piece =
          next == '{' ? glob.substring(position + 1, end) : glob.substring(position, end + 1);
      Checks.that(piece.indexOf('{') < 0 || next != '{', "match: nested braces in " + glob);
      List<String> choices = next == '{' ? List.of(piece.split(",", -1)) : List.of(piece);
      expanded = product(expanded, choices);
      Checks.that(
          expanded.size() <= MAX_ALTERNATIVES,
          "match: braces stand for more than " + MAX_ALTERNATIVES + " patterns in " + glob);
      position = end + 1;
    }
    return new GlobMatcher(expanded);
  }

  boolean matches(String name) {
    return alternatives.stream().anyMatch(pattern -> matches(pattern, name));
  }

  /** Whether the pattern spells the name out, alone or as one of several. */
  boolean names(String name) {
    return alternatives.contains(name);
  }

  private static List<String> product(List<String> prefixes, List<String> choices) {
    List<String> products = new ArrayList<>();
    for (String prefix : prefixes) {
      for (String choice : choices) {
        products.add(prefix + choice);
      }
    }
    return products;
  }

  /**
   * Follows all ways to match at once: {@code reached[n]} says whether the pattern read so far
   * matches the first n characters of the name.
   */
  private static boolean matches(String pattern, String name) {
    boolean[] reached = new boolean[name.length() + 1];
    reached[0] = true;
    int position = 0;
    while (position < pattern.length()) {
      char symbol = pattern.charAt(position);
      boolean anyDepth = pattern.startsWith("**", position);
      position += anyDepth ? 2 : 1;
      boolean[] next = new boolean[reached.length];
      next[0] = symbol == '*' && reached[0];
      for (int n = 1; n < next.length; n++) {
        char character = name.charAt(n - 1);
        next[n] =
            symbol == '*'
                ? reached[n] || (next[n - 1] && (anyDepth || character != '.'))
                : reached[n - 1] && (symbol == '?' ? character != '.' : symbol == character);
      }
      reached = next;
    }
    return reached[name.length()];
  }
}
