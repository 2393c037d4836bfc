package dev.centroid.protocol.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.centroid.protocol.artifact.Digest;
import java.util.List;

/** What a completed task yields: names of blobs and codebook versions, and a few figures. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TaskOutcome.Inspected.class, name = "inspect"),
  @JsonSubTypes.Type(value = TaskOutcome.Taught.class, name = "teach"),
  @JsonSubTypes.Type(value = TaskOutcome.Tuned.class, name = "tune"),
  @JsonSubTypes.Type(value = TaskOutcome.ShardTuned.class, name = "tune-shard"),
  @JsonSubTypes.Type(value = TaskOutcome.Averaged.class, name = "average"),
  @JsonSubTypes.Type(value = TaskOutcome.Sensitivity.class, name = "sensitivity"),
  @JsonSubTypes.Type(value = TaskOutcome.Choices.class, name = "choices"),
  @JsonSubTypes.Type(value = TaskOutcome.Allocated.class, name = "allocate"),
  @JsonSubTypes.Type(value = TaskOutcome.Quantized.class, name = "quantize"),
  @JsonSubTypes.Type(value = TaskOutcome.Recalibrated.class, name = "recalibrate"),
  @JsonSubTypes.Type(value = TaskOutcome.Packaged.class, name = "package"),
  @JsonSubTypes.Type(value = TaskOutcome.Evaluated.class, name = "evaluate"),
})
public sealed interface TaskOutcome {

  /**
   * The job can run. Its layers came before, in {@code LayersPlanned} events.
   *
   * @param program what the recipe asks for, as far as the order of tasks depends on it
   */
  record Inspected(JobProgram program) implements TaskOutcome {}

  /**
   * @param logits safetensors with {@code logits} F32 [steps, positions, classes]
   */
  record Taught(Digest logits) implements TaskOutcome {}

  /**
   * @param state training state after the last step: a safetensors file
   * @param codebooks the next version of every quantized layer's centroids, in the order of the
   *     task's layers
   * @param loss mean loss over the slice
   */
  record Tuned(Digest state, List<CodebookRef> codebooks, double loss) implements TaskOutcome {
    public Tuned {
      codebooks = List.copyOf(codebooks);
    }
  }

  /**
   * What one of several shards has made of a slice.
   *
   * @param state training state after the last step, with the changes of the centroids
   * @param loss mean loss over the slice
   */
  record ShardTuned(Digest state, double loss) implements TaskOutcome {}

  /**
   * The mean of the shards of a slice.
   *
   * @param state training state to go on from
   * @param codebooks the next version of every quantized layer's centroids, in the order of the
   *     task's layers
   */
  record Averaged(Digest state, List<CodebookRef> codebooks) implements TaskOutcome {
    public Averaged {
      codebooks = List.copyOf(codebooks);
    }
  }

  /**
   * @param fisher safetensors with {@code fisher/PATH} F32, of the weight's shape, for each weight
   *     that is still float but will be quantized: its mean squared gradients
   */
  record Sensitivity(Digest fisher) implements TaskOutcome {}

  /**
   * @param errors of a layer: for each of its choices the sum over entries of the mean squared
   *     gradient times the squared change
   */
  record Choices(List<Double> errors) implements TaskOutcome {
    public Choices {
      errors = List.copyOf(errors);
    }
  }

  /**
   * @param recipe text of the recipe that gives every layer its choice
   */
  record Allocated(Digest recipe) implements TaskOutcome {}

  /**
   * @param layer the quantized layer
   * @param relativeError ||W - W'||_F / ||W||_F against the float weight
   * @param iterations Lloyd iterations that ran
   * @param usedCentroids centroids that at least one code names
   */
  record Quantized(QuantizedLayer layer, double relativeError, int iterations, int usedCentroids)
      implements TaskOutcome {}

  /**
   * @param state training state with the new statistics
   */
  record Recalibrated(Digest state) implements TaskOutcome {}

  /**
   * @param packed the packed file
   * @param packedBytes its size
   * @param model the TorchScript file with the decoded weights
   * @param modelBytes its size
   */
  record Packaged(Digest packed, long packedBytes, Digest model, long modelBytes)
      implements TaskOutcome {}

  /**
   * @param metric the metric that the recipe names: accuracy as a share, or perplexity
   * @param loss mean cross-entropy
   * @param examples number of examples
   */
  record Evaluated(double metric, double loss, long examples) implements TaskOutcome {}
}
