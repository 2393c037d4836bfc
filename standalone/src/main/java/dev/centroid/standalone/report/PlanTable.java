package dev.centroid.standalone.report;

import static dev.centroid.standalone.report.Quantities.format;

import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as the lines that people read. */
public final class PlanTable {

  private PlanTable() {}

  /** Every tensor and why, then the sizes. */
  public static List<String> lines(Plan plan) {
    TextTable table = new TextTable(4);
    table.row("tensor", "kind", "shape", "what, and why", "bits/weight", "bytes");
    plan.layers().forEach(layer -> row(plan, layer, table));
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add(
        format(
            "%s bytes of weights become a file of %s bytes: %.1f times smaller",
            Quantities.count(plan.floatWeightBytes()),
            Quantities.count(plan.packedFileBytes()),
            (double) plan.floatWeightBytes() / plan.packedFileBytes()));
    plan.notes().forEach(note -> lines.add("note: " + note));
    return lines;
  }

  private static void row(Plan plan, LayerPlan layer, TextTable table) {
    String what =
        layer
            .quantization()
            .map(q -> plan.groupNames().get(q.group()) + ": " + q.description())
            .orElseGet(
                () -> layer.status().name().toLowerCase(Locale.ROOT) + ": " + layer.reason());
    table.row(
        layer.tensor(),
        layer.kind().name().toLowerCase(Locale.ROOT),
        Quantities.shape(layer.shape()),
        what,
        format("%.2f", layer.bitsPerWeight()),
        Quantities.count(layer.packedBytes()));
  }
}
