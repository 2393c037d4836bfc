package dev.centroid.standalone.report;

import static dev.centroid.standalone.report.Quantities.format;

import dev.centroid.quantization.Plurals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report as the lines that a command ends with. */
public final class ReportTable {

  private static final double SHORT = 0.05;

  private ReportTable() {}

  /** Layers, then quality, size and time. */
  public static List<String> lines(Report report) {
    List<String> lines = new ArrayList<>(layers(report));
    lines.add("");
    lines.addAll(summary(report));
    report.notes().forEach(note -> lines.add("note      " + note));
    return lines;
  }

  private static List<String> layers(Report report) {
    TextTable table = new TextTable(3);
    table.row("layer", "kind", "shape", "bits/weight", "error", "bytes");
    for (Report.Layer layer : report.compressedLayers()) {
      table.row(
          layer.name(),
          layer.kind(),
          Quantities.shape(layer.shape()),
          format("%.2f", layer.bitsPerWeight()),
          layer.relativeError().map(error -> format("%.3f", error)).orElse(""),
          Quantities.count(layer.bytes()));
    }
    List<Report.Layer> others =
        report.layers().stream().filter(layer -> !layer.isCompressed()).toList();
    long bytes = others.stream().mapToLong(Report.Layer::bytes).sum();
    table.row(
        Plurals.of(others.size(), "tensor") + " kept", "", "", "", "", Quantities.count(bytes));
    table.row("header", "", "", "", "", Quantities.count(report.bytes().parts().header()));
    return table.lines();
  }

  private static List<String> summary(Report report) {
    Report.MetricChange metric = report.metric();
    Report.Bytes bytes = report.bytes();
    Report.Seconds seconds = report.seconds();
    return List.of(
        format(
            "%-9s %s -> %s  (%s, %s examples)",
            metric.name(),
            Quantities.metric(metric.name(), metric.before()),
            Quantities.metric(metric.name(), metric.after()),
            Quantities.change(metric),
            Quantities.count(metric.examples())),
        format(
            "size      %s -> %s bytes  (weights %s bytes: %.1f times smaller)",
            Quantities.count(bytes.model()),
            Quantities.count(bytes.packed()),
            Quantities.count(bytes.floatWeights()),
            bytes.ratio()),
        "time      " + Quantities.seconds(seconds.total()) + ": " + phases(seconds.phases()),
        format(
            "          %s outside tasks (%.0f %%)",
            Quantities.seconds(seconds.outsideTasks()),
            100 * seconds.outsideTasks() / seconds.total()));
  }

  private static String phases(Map<String, Double> phases) {
    List<String> texts = new ArrayList<>();
    phases.forEach(
        (name, time) -> {
          if (time >= SHORT) {
            texts.add(name + " " + Quantities.seconds(time));
          }
        });
    return String.join(", ", texts);
  }
}
