package dev.centroid.standalone.progress;

import static dev.centroid.standalone.report.Quantities.format;

import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.view.JobView.PhaseView;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.quantization.Plurals;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.standalone.report.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines of a live display: one a phase, one a layer to be compressed, and the time left. */
public final class ProgressLines {

  private static final int NAME = 26;
  private static final int BAR = 24;
  private static final double MILLIS = 1000;

  private ProgressLines() {}

  /**
   * @param width columns of the terminal; no line is longer
   * @param height rows of the terminal; layers that do not fit are counted instead
   */
  public static List<String> of(Snapshot snapshot, int width, int height) {
    List<String> lines = new ArrayList<>();
    snapshot.phases().forEach(phase -> lines.add(phase(snapshot, phase)));
    lines.addAll(layers(snapshot, Math.max(0, height - lines.size() - 3)));
    if (!snapshot.details().job().status().isTerminal()) {
      lines.add(footer(snapshot));
    }
    return lines.stream().map(line -> cut(line, width)).toList();
  }

  /** One line on a phase, as it is now. */
  static String phase(Snapshot snapshot, PhaseView phase) {
    double done = snapshot.done(phase);
    double share = phase.total() == 0 ? 0 : done / phase.total();
    String line =
        format(
            "%s %s %5.0f/%d  %s",
            fitted(phase.name()),
            bar(share),
            Math.floor(done),
            phase.total(),
            time(snapshot.elapsed(phase)));
    boolean tuning = phase.kind() == TaskKind.TUNE && phase.endedAt().isEmpty();
    return tuning
        ? line + snapshot.loss().map(loss -> format("  loss %.4f", loss)).orElse("")
        : line;
  }

  /** What is left to wait for. */
  static String footer(Snapshot snapshot) {
    Optional<Duration> left = TimeLeft.of(snapshot);
    return left.map(time -> "about " + time(time) + " left").orElse("measuring the time left");
  }

  private static List<String> layers(Snapshot snapshot, int room) {
    List<LayerView> compressed =
        snapshot.details().layers().stream()
            .filter(layer -> layer.plan().status() == LayerPlan.Status.COMPRESSED)
            .toList();
    if (compressed.size() <= room) {
      return compressed.stream().map(layer -> layer(snapshot, layer)).toList();
    }
    long quantized = compressed.stream().filter(layer -> layer.quantized().isPresent()).count();
    return List.of(quantized + " of " + compressed.size() + " layers quantized");
  }

  private static String layer(Snapshot snapshot, LayerView layer) {
    LayerPlan plan = layer.plan();
    String shape = Quantities.shape(plan.shape());
    String state =
        layer
            .quantized()
            .map(ProgressLines::quantized)
            .orElseGet(() -> waiting(snapshot, plan.index()));
    return format("  %s %-18s %s", fitted(plan.name()), shape, state);
  }

  private static String quantized(TaskOutcome.Quantized outcome) {
    return format(
        "error %.3f, %s in use",
        outcome.relativeError(), Plurals.of(outcome.usedCentroids(), "code"));
  }

  private static String waiting(Snapshot snapshot, int index) {
    String part = "/" + index;
    return snapshot.running().stream()
        .filter(task -> task.kind() == TaskKind.QUANTIZE && task.taskId().endsWith(part))
        .findFirst()
        .map(task -> bar(task.total() == 0 ? 0 : (double) task.done() / task.total()) + " k-means")
        .orElse("float");
  }

  private static String bar(double share) {
    int filled = (int) Math.round(Math.min(1, Math.max(0, share)) * BAR);
    return "█".repeat(filled) + "░".repeat(BAR - filled);
  }

  private static String time(Duration duration) {
    return Quantities.seconds(duration.toMillis() / MILLIS);
  }

  private static String fitted(String name) {
    return format(
        "%-" + NAME + "s",
        name.length() <= NAME ? name : "…" + name.substring(name.length() - NAME + 1));
  }

  private static String cut(String line, int width) {
    return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
  }
}
