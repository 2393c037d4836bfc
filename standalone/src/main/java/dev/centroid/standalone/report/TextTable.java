package dev.centroid.standalone.report;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, aligned by their widest entry. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int rightAlignedFrom;

  /**
   * @param rightAlignedFrom columns from this one on hold figures
   */
  TextTable(int rightAlignedFrom) {
    this.rightAlignedFrom = rightAlignedFrom;
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** The lines; a rule under the first one, which is the head. */
  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(line(row, widths));
    }
    if (!lines.isEmpty()) {
      lines.add(1, "─".repeat(lines.get(0).length()));
    }
    return lines;
  }

  private String line(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      cells.add(i < rightAlignedFrom ? row.get(i) + padding : padding + row.get(i));
    }
    return String.join(GAP, cells);
  }
}
