package dev.centroid.standalone.report;

import static dev.centroid.standalone.report.Quantities.format;
import static dev.centroid.standalone.report.Svg.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The report as one page that needs nothing else: {@code report.html}. */
public final class ReportPage {

  private static final String PAGE = resource("report.html");

  private ReportPage() {}

  /** The page's text. */
  public static String html(Report report) {
    Map<String, String> parts =
        Map.of(
            "headline", headline(report),
            "loss", loss(report),
            "errors", ErrorChart.svg(report),
            "sizes", SizeChart.svg(report),
            "layers", layers(report.layers()),
            "times", times(report.seconds()),
            "origin", origin(report));
    String page = PAGE;
    for (Map.Entry<String, String> part : parts.entrySet()) {
      page = page.replace("<!-- " + part.getKey() + " -->", part.getValue());
    }
    return page;
  }

  private static String headline(Report report) {
    Report.MetricChange metric = report.metric();
    return figure(
            "times smaller",
            format("%.1f×", report.bytes().ratio()),
            Quantities.bytes(report.bytes().floatWeights())
                + " of weights → "
                + Quantities.bytes(report.bytes().packed())
                + " file")
        + figure(
            metric.name(),
            Quantities.metric(metric.name(), metric.after()),
            "before "
                + Quantities.metric(metric.name(), metric.before())
                + ", "
                + Quantities.change(metric))
        + figure(
            "time",
            Quantities.seconds(report.seconds().total()),
            Quantities.seconds(report.seconds().outsideTasks()) + " outside tasks");
  }

  private static String figure(String name, String value, String detail) {
    return "<div class=\"figure\"><dt>%s</dt><dd>%s</dd><p>%s</p></div>"
        .formatted(escape(name), escape(value), escape(detail));
  }

  private static String loss(Report report) {
    return report.losses().isEmpty()
        ? "<p>The recipe asked for no fine-tuning.</p>"
        : LossChart.svg(report);
  }

  private static String layers(List<Report.Layer> layers) {
    return layers.stream().map(ReportPage::layer).collect(Collectors.joining("\n"));
  }

  private static String layer(Report.Layer layer) {
    return row(
        layer.isCompressed() ? "compressed" : "other",
        escape(layer.isCompressed() ? layer.name() : layer.tensor()),
        escape(layer.kind().replace('_', ' ')),
        escape(Quantities.shape(layer.shape())),
        format("%.2f", layer.bitsPerWeight()),
        layer.relativeError().map(error -> format("%.3f", error)).orElse("–"),
        Quantities.count(layer.bytes()),
        escape(layer.status() + ": " + layer.reason()));
  }

  private static String times(Report.Seconds seconds) {
    StringBuilder rows = new StringBuilder();
    seconds
        .outsideTasksByPhase()
        .forEach(
            (phase, outside) ->
                rows.append(
                    row(
                        "compressed",
                        escape(phase),
                        seconds.phases().containsKey(phase)
                            ? Quantities.seconds(seconds.phases().get(phase))
                            : "–",
                        Quantities.seconds(outside))));
    return rows.toString();
  }

  private static String origin(Report report) {
    StringBuilder rows = new StringBuilder();
    rows.append(row("compressed", "job", escape(report.jobId())));
    rows.append(row("compressed", "seed", Long.toString(report.seed())));
    rows.append(row("compressed", "threads", Integer.toString(report.threads())));
    report.versions().forEach((k, v) -> rows.append(row("compressed", escape(k), escape(v))));
    report.digests().forEach((k, v) -> rows.append(row("compressed", escape(k), escape(v))));
    report.notes().forEach(note -> rows.append(row("compressed", "note", escape(note))));
    return rows.toString();
  }

  private static String row(String style, String... cells) {
    return "<tr class=\"%s\"><td>%s</td></tr>".formatted(style, String.join("</td><td>", cells));
  }

  private static String resource(String name) {
    try (InputStream stream =
        Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
