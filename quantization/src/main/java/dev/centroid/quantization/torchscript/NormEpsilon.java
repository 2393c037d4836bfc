package dev.centroid.quantization.torchscript;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a batch norm adds to the variance. A scripted class keeps it as a constant; a traced
 * one names it in its call, which also says whether the statistics are used at all.
 */
final class NormEpsilon {

  private static final String NUMBER = "([0-9][0-9.e+-]*)";
  private static final Pattern SCRIPTED = Pattern.compile("  eps : Final\\[float\\] = " + NUMBER);
  private static final Pattern TRACED =
      Pattern.compile(
          ".*torch\\.batch_norm\\([^()]*, False, [^,()]+, " + NUMBER + ", (?:True|False)\\)");

  private NormEpsilon() {}

  /**
   * @param className simple name
   * @param body lines of the class below its declaration
   */
  static Optional<Double> find(String className, List<String> body) {
    if (!className.contains("BatchNorm")) {
      return Optional.empty();
    }
    for (Pattern pattern : List.of(SCRIPTED, TRACED)) {
      for (String line : body) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
          return Optional.of(Double.valueOf(matcher.group(1)));
        }
      }
    }
    return Optional.empty();
  }
}
