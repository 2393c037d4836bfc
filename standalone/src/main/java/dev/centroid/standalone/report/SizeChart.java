package dev.centroid.standalone.report;

import static dev.centroid.standalone.report.Quantities.format;

import java.util.LinkedHashMap;
import java.util.Map;

/** The float weights beside the packed file, and what the packed file is made of. */
final class SizeChart {

  private static final int WIDTH = 860;
  private static final int BAR = 26;
  private static final int LEGEND_COLUMN = 172;

  private SizeChart() {}

  static String svg(Report report) {
    Report.Bytes bytes = report.bytes();
    long whole = Math.max(bytes.floatWeights(), bytes.packed());
    double scale = (double) WIDTH / whole;
    Svg svg = Svg.open(WIDTH, 186, "Sizes: float weights and packed file");
    svg.label("name", 0, 14, "start", "float weights, " + Quantities.bytes(bytes.floatWeights()));
    svg.bar("float-weights", 0, 22, bytes.floatWeights() * scale, BAR, "float weights");
    svg.label("name", 0, 68, "start", "packed file, " + Quantities.bytes(bytes.packed()));
    svg.bar("packed", 0, 76, bytes.packed() * scale, BAR, "packed file");
    svg.label("tick", 0, 122, "start", "what the packed file is made of");
    drawParts(svg, bytes);
    return svg.close();
  }

  private static void drawParts(Svg svg, Report.Bytes bytes) {
    double x = 0;
    int column = 0;
    for (Map.Entry<String, Long> part : parts(bytes.parts()).entrySet()) {
      double share = (double) part.getValue() / bytes.packed();
      String style = "part" + column;
      String text = format("%s %.0f %%", part.getKey(), 100 * share);
      svg.bar(style, x, 130, Math.max(0, share * WIDTH - 2), BAR, text);
      svg.bar(style, column * LEGEND_COLUMN, 170, 10, 10, text);
      svg.label("value", column * LEGEND_COLUMN + 16, 179, "start", text);
      x += share * WIDTH;
      column++;
    }
  }

  private static Map<String, Long> parts(Report.Parts parts) {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("codes", parts.codes());
    named.put("codebooks", parts.codebooks());
    named.put("kept", parts.kept());
    named.put("buffers", parts.buffers());
    named.put("header", parts.header());
    return named;
  }
}
