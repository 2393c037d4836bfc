package dev.centroid.quantization.torchscript.vetting;

import java.util.Comparator;
import java.util.List;

/**
 * A change of a file's text.
 *
 * @param start offset of the first character that is replaced
 * @param end offset after the last one
 */
record Edit(int start, int end, String text) {

  /** The text with all changes, which do not overlap. */
  static String apply(String code, List<Edit> edits) {
    StringBuilder changed = new StringBuilder(code);
    edits.stream()
        .sorted(Comparator.comparingInt(Edit::start).reversed())
        .forEach(edit -> changed.replace(edit.start(), edit.end(), edit.text()));
    return changed.toString();
  }
}
