package dev.centroid.standalone.report;

import static dev.centroid.standalone.report.Quantities.format;

import java.util.List;

/** The relative error of each compressed layer, as bars. */
final class ErrorChart {

  private static final int WIDTH = 860;
  private static final int ROW = 26;
  private static final int BAR = 14;
  private static final int LEFT = 210;
  private static final int RIGHT = 60;
  private static final int LONGEST_NAME = 30;

  private ErrorChart() {}

  static String svg(Report report) {
    List<Report.Layer> layers = report.compressedLayers();
    double most = layers.stream().mapToDouble(ErrorChart::error).max().orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / Math.max(most, 1e-12);
    Svg svg = Svg.open(WIDTH, ROW * layers.size() + 4, "Relative error of each compressed layer");
    for (int i = 0; i < layers.size(); i++) {
      Report.Layer layer = layers.get(i);
      double width = error(layer) * scale;
      double top = (double) ROW * i;
      svg.label("name", LEFT - 10, top + BAR + 2, "end", shortened(layer.name()));
      svg.bar("error", LEFT, top + (ROW - BAR) / 2.0 - 1, width, BAR, layer.name());
      svg.label("value", LEFT + width + 8, top + BAR + 2, "start", format("%.3f", error(layer)));
    }
    return svg.close();
  }

  private static double error(Report.Layer layer) {
    return layer.relativeError().orElse(0.0);
  }

  /** Its end tells layers apart better than its start. */
  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME
        ? name
        : "…" + name.substring(name.length() - LONGEST_NAME + 1);
  }
}
