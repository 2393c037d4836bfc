package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The entries of a job with the edits of one transition on top. Lives for that transition only. */
final class EntryEdits implements JobEntries {

  private final JobEntries stored;
  private final Map<Integer, LayerEntry> layers = new TreeMap<>();
  private final Map<Integer, Digest> logits = new TreeMap<>();

  EntryEdits(JobEntries stored) {
    this.stored = stored;
  }

  @Override
  public Optional<LayerEntry> layer(int index) {
    return Optional.ofNullable(layers.get(index)).or(() -> stored.layer(index));
  }

  @Override
  public Optional<Digest> teacherLogits(int firstDraw) {
    return Optional.ofNullable(logits.get(firstDraw)).or(() -> stored.teacherLogits(firstDraw));
  }

  /** A layer that the plan is known to have. */
  LayerEntry require(int index) {
    return layer(index)
        .orElseThrow(() -> new IllegalStateException("the plan has no layer " + index));
  }

  void putLayer(int index, LayerEntry entry) {
    layers.put(index, entry);
  }

  void editLayer(int index, UnaryOperator<LayerEntry> edit) {
    layers.put(index, edit.apply(require(index)));
  }

  void putTeacherLogits(int firstDraw, Digest digest) {
    logits.put(firstDraw, digest);
  }

  List<Decision.LayerUpdate> layerUpdates() {
    return layers.entrySet().stream()
        .map(e -> new Decision.LayerUpdate(e.getKey(), Optional.of(e.getValue())))
        .toList();
  }

  List<Decision.LogitsUpdate> logitsUpdates() {
    return logits.entrySet().stream()
        .map(e -> new Decision.LogitsUpdate(e.getKey(), e.getValue()))
        .toList();
  }
}
