package dev.centroid.quantization;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the names closest to one that was mistyped, for error messages that say what was meant. */
public final class NearestNames {

  private NearestNames() {}

  /**
   * The candidates closest to a name by edit distance, the closest first; equally close ones keep
   * their order. Upper and lower case count as equal.
   *
   * @param most how many to return at most
   */
  public static List<String> to(String name, Collection<String> candidates, int most) {
    return candidates.stream()
        .distinct()
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(most)
        .toList();
  }

  /** The closest candidate, or empty when there are no candidates. */
  public static Optional<String> closest(String name, Collection<String> candidates) {
    return to(name, candidates, 1).stream().findFirst();
  }

  /** Levenshtein distance without regard to case. */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
