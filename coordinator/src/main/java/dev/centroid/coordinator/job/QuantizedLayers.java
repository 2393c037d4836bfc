package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/** Looks up what tasks are told of layers. */
final class QuantizedLayers {

  private QuantizedLayers() {}

  /** Layers that have all been quantized, with their newest centroids. */
  static List<QuantizedLayer> quantized(List<Integer> layers, JobEntries entries) {
    return layers.stream()
        .map(
            index ->
                entries
                    .layer(index)
                    .flatMap(LayerEntry::quantized)
                    .map(TaskOutcome.Quantized::layer)
                    .orElseThrow(() -> missing(index, "has not been quantized")))
        .toList();
  }

  /** The newest quantized form, for noise, of layers that are all still float. */
  static List<QuantizedLayer> noise(List<Integer> layers, JobEntries entries) {
    return layers.stream()
        .map(
            index ->
                entries
                    .layer(index)
                    .flatMap(LayerEntry::noise)
                    .orElseThrow(() -> missing(index, "has no codebook for noise")))
        .toList();
  }

  /** The newest quantized form, for noise, of a layer that is still float, if it has any. */
  static Optional<QuantizedLayer> noise(int layer, JobEntries entries) {
    return entries.layer(layer).flatMap(LayerEntry::noise);
  }

  private static IllegalStateException missing(int index, String what) {
    return new IllegalStateException("layer " + index + " " + what);
  }
}
