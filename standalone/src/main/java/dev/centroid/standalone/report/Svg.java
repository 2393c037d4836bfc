package dev.centroid.standalone.report;

import static dev.centroid.standalone.report.Quantities.format;

/** Text of SVG elements; colours come from the page's style by class. */
final class Svg {

  private final StringBuilder text = new StringBuilder();

  private Svg() {}

  /**
   * @param label what the picture shows, for those who do not see it
   */
  static Svg open(int width, int height, String label) {
    Svg svg = new Svg();
    svg.text.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            width, height, escape(label)));
    return svg;
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    text.append(
        format(
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            style, x1, y1, x2, y2));
    return this;
  }

  Svg bar(String style, double x, double y, double width, double height, String title) {
    text.append(
        format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\">"
                + "<title>%s</title></rect>",
            style, x, y, Math.max(1, width), height, escape(title)));
    return this;
  }

  /**
   * @param anchor {@code start}, {@code middle} or {@code end}
   */
  Svg label(String style, double x, double y, String anchor, String label) {
    text.append(
        format(
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            style, x, y, anchor, escape(label)));
    return this;
  }

  Svg path(String style, String points) {
    text.append(format("<polyline class=\"%s\" points=\"%s\"/>", style, points));
    return this;
  }

  String close() {
    return text.append("</svg>").toString();
  }

  static String escape(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
