package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.quantization.plan.LayerPlan;
import java.util.List;
import java.util.Optional;

/**
 * What a job keeps of one layer.
 *
 * @param plan what is to become of it
 * @param quantized what became of it, with the newest version of its centroids
 * @param choiceErrors what each way of compressing it would cost, while the recipe leaves that open
 * @param noise its newest quantized form for exact phi_PQ noise, while it is still float
 */
public record LayerEntry(
    LayerPlan plan,
    List<Double> choiceErrors,
    Optional<TaskOutcome.Quantized> quantized,
    Optional<QuantizedLayer> noise) {

  public LayerEntry {
    choiceErrors = List.copyOf(choiceErrors);
  }

  static LayerEntry planned(LayerPlan plan) {
    return new LayerEntry(plan, List.of(), Optional.empty(), Optional.empty());
  }

  LayerEntry withQuantized(TaskOutcome.Quantized outcome) {
    return new LayerEntry(plan, choiceErrors, Optional.of(outcome), Optional.empty());
  }

  LayerEntry withChoiceErrors(List<Double> errors) {
    return new LayerEntry(plan, errors, quantized, noise);
  }

  LayerEntry withNoise(QuantizedLayer layer) {
    return new LayerEntry(plan, choiceErrors, quantized, Optional.of(layer));
  }

  LayerEntry withCodebook(CodebookRef next) {
    return new LayerEntry(
        plan,
        choiceErrors,
        quantized.map(
            q ->
                new TaskOutcome.Quantized(
                    q.layer().with(next), q.relativeError(), q.iterations(), q.usedCentroids())),
        noise);
  }

  /** What anybody may see of it. */
  public LayerView view(String jobId) {
    return new LayerView(jobId, plan, quantized);
  }
}
