package dev.centroid.standalone.report;

import static dev.centroid.standalone.report.Quantities.format;

import dev.centroid.quantization.Plurals;
import java.util.ArrayList;
import java.util.List;

/** Loss over steps, with a line where each group of layers was quantized. */
final class LossChart {

  private static final int WIDTH = 860;
  private static final int HEIGHT = 280;
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 26;
  private static final int BOTTOM = 40;
  private static final int MAX_POINTS = 860;
  private static final double SMOOTHING = 0.9;

  private final Report report;
  private final List<LossPoint> points;
  private final double top;

  private LossChart(Report report) {
    this.report = report;
    this.points = report.losses();
    this.top = niceCeiling(points.stream().mapToDouble(LossPoint::loss).max().orElse(1));
  }

  /** The picture; only for a report that has losses. */
  static String svg(Report report) {
    return new LossChart(report).draw();
  }

  private String draw() {
    Svg svg = Svg.open(WIDTH, HEIGHT, "Training loss over " + Plurals.of(points.size(), "step"));
    drawGrid(svg);
    drawBoundaries(svg);
    svg.path("loss-raw", polyline(points.stream().map(LossPoint::loss).toList()));
    svg.path("loss", polyline(smoothed()));
    return svg.close();
  }

  private void drawGrid(Svg svg) {
    int rules = 4;
    for (int i = 0; i <= rules; i++) {
      double value = top * i / rules;
      svg.line("grid", LEFT, y(value), WIDTH - RIGHT, y(value));
      svg.label("tick", LEFT - 8, y(value) + 4, "end", format(top < 0.1 ? "%.4f" : "%.2f", value));
    }
    for (int i = 0; i <= rules; i++) {
      int step = Math.round((float) points.size() * i / rules);
      svg.label("tick", x(step), HEIGHT - BOTTOM + 18, "middle", Quantities.count(step));
    }
    svg.label("tick", WIDTH - RIGHT, HEIGHT - 4, "end", "fine-tuning step");
  }

  private void drawBoundaries(Svg svg) {
    for (int step = 0; step < points.size(); step++) {
      int group = points.get(step).group();
      boolean starts = step == 0 || points.get(step - 1).group() != group;
      if (starts) {
        String name = group < 0 ? "float" : report.groups().get(group);
        svg.line("boundary", x(step), TOP - 10, x(step), HEIGHT - BOTTOM);
        svg.label("boundary-name", x(step) + 5, TOP - 2, "start", name);
      }
    }
  }

  /** An exponential mean that starts anew with each group. */
  private List<Double> smoothed() {
    List<Double> means = new ArrayList<>();
    double mean = 0;
    for (int step = 0; step < points.size(); step++) {
      LossPoint point = points.get(step);
      boolean starts = step == 0 || points.get(step - 1).group() != point.group();
      mean = starts ? point.loss() : SMOOTHING * mean + (1 - SMOOTHING) * point.loss();
      means.add(mean);
    }
    return means;
  }

  private String polyline(List<Double> values) {
    int stride = Math.max(1, values.size() / MAX_POINTS);
    StringBuilder text = new StringBuilder();
    for (int step = 0; step < values.size(); step += stride) {
      text.append(format("%.1f,%.1f ", x(step + 0.5), y(values.get(step))));
    }
    return text.toString().strip();
  }

  private double x(double step) {
    return LEFT + step / points.size() * (WIDTH - LEFT - RIGHT);
  }

  private double y(double loss) {
    return HEIGHT - BOTTOM - loss / top * (HEIGHT - TOP - BOTTOM);
  }

  /** The next value of the form 1, 2, 4, 6, 8 times a power of ten. */
  private static double niceCeiling(double value) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-12))));
    for (double factor : new double[] {1, 2, 4, 6, 8}) {
      if (value <= factor * unit) {
        return factor * unit;
      }
    }
    return 10 * unit;
  }
}
