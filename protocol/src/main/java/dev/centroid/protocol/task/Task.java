package dev.centroid.protocol.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.quantization.random.Shard;
import java.util.List;
import java.util.Optional;

/**
 * One unit of work for a worker: a pure function of the blobs and codebook versions it names, its
 * steps, its seed and its thread count. Done twice on the same kind of device it gives the same
 * bits.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Task.Inspect.class, name = "inspect"),
  @JsonSubTypes.Type(value = Task.Teach.class, name = "teach"),
  @JsonSubTypes.Type(value = Task.Tune.class, name = "tune"),
  @JsonSubTypes.Type(value = Task.Average.class, name = "average"),
  @JsonSubTypes.Type(value = Task.Sensitivity.class, name = "sensitivity"),
  @JsonSubTypes.Type(value = Task.Choices.class, name = "choices"),
  @JsonSubTypes.Type(value = Task.Allocate.class, name = "allocate"),
  @JsonSubTypes.Type(value = Task.Quantize.class, name = "quantize"),
  @JsonSubTypes.Type(value = Task.Recalibrate.class, name = "recalibrate"),
  @JsonSubTypes.Type(value = Task.Pack.class, name = "package"),
  @JsonSubTypes.Type(value = Task.Evaluate.class, name = "evaluate"),
})
public sealed interface Task {

  /** Which queue a task waits in. */
  enum Queue {
    /** Needs the model on the device. */
    TENSOR,
    /** Needs a CPU only. */
    CODEBOOK
  }

  /** What every task carries. */
  TaskHeader header();

  /** Its kind as metrics, logs and people name it. */
  TaskKind kind();

  /**
   * Checks model, data and recipe against each other, and plans. The layers go out as events, then
   * {@link TaskOutcome.Inspected}.
   */
  record Inspect(TaskHeader header) implements Task {
    @Override
    public TaskKind kind() {
      return TaskKind.INSPECT;
    }
  }

  /**
   * Logits of the teacher for the batches of some steps of the tuning schedule, augmented as
   * training will see them.
   *
   * @param steps of the tuning phase
   * @param shard whose batches
   * @param state the teacher's training state; empty for the model as given
   */
  record Teach(TaskHeader header, StepRange steps, Shard shard, Optional<Digest> state)
      implements Task {
    @Override
    public TaskKind kind() {
      return TaskKind.TEACH;
    }
  }

  /**
   * A slice of fine-tuning.
   *
   * @param phase which phase of fine-tuning
   * @param steps of that phase
   * @param shard whose batches; of several, the outcome is an {@link TaskOutcome.ShardTuned}
   * @param group in phase TUNING the group that these steps follow; -1 in phase FLOAT
   * @param state the training state after the step before; empty for the model as given
   * @param layers the layers quantized so far, with the centroids to go on from
   * @param noiseCodebooks in phases with exact phi_PQ noise, the quantized form of the layers that
   *     are still float; else empty
   * @param teacherLogits for exactly these steps, when distilling in phase TUNING
   */
  record Tune(
      TaskHeader header,
      Phase phase,
      StepRange steps,
      Shard shard,
      int group,
      Optional<Digest> state,
      List<QuantizedLayer> layers,
      List<QuantizedLayer> noiseCodebooks,
      Optional<Digest> teacherLogits)
      implements Task {
    public Tune {
      layers = List.copyOf(layers);
      noiseCodebooks = List.copyOf(noiseCodebooks);
    }

    @Override
    public TaskKind kind() {
      return TaskKind.TUNE;
    }
  }

  /**
   * The mean of what data-parallel shards have made of the same slice.
   *
   * @param states the training states after the last step, in the order of the shards
   * @param layers the layers quantized so far, with the centroids that the shards started from
   */
  record Average(TaskHeader header, List<Digest> states, List<QuantizedLayer> layers)
      implements Task {
    public Average {
      states = List.copyOf(states);
      layers = List.copyOf(layers);
    }

    @Override
    public TaskKind kind() {
      return TaskKind.AVERAGE;
    }

    @Override
    public Queue queue() {
      return Queue.CODEBOOK;
    }
  }

  /** Phases of fine-tuning; each counts its steps from 0. */
  enum Phase {
    /** Before any layer is quantized. */
    FLOAT,
    /** After the first group is quantized. */
    TUNING
  }

  /**
   * Mean squared gradients of the layers that are still float but will be quantized.
   *
   * @param state the training state; empty for the model as given
   * @param layers the layers quantized so far
   */
  record Sensitivity(TaskHeader header, Optional<Digest> state, List<QuantizedLayer> layers)
      implements Task {
    public Sensitivity {
      layers = List.copyOf(layers);
    }

    @Override
    public TaskKind kind() {
      return TaskKind.SENSITIVITY;
    }
  }

  /**
   * What each way of compressing a layer that the recipe leaves open would cost the model.
   *
   * @param layer index in the plan
   * @param sensitivity mean squared gradients of its weight
   */
  record Choices(TaskHeader header, int layer, Digest sensitivity) implements Task {
    @Override
    public TaskKind kind() {
      return TaskKind.CHOICES;
    }

    @Override
    public Queue queue() {
      return Queue.CODEBOOK;
    }
  }

  /**
   * Chooses for each layer, so that the packed file meets the recipe's budget.
   *
   * @param layers what their choices cost; all that are to be compressed
   */
  record Allocate(TaskHeader header, List<LayerErrors> layers) implements Task {
    public Allocate {
      layers = List.copyOf(layers);
    }

    @Override
    public TaskKind kind() {
      return TaskKind.ALLOCATE;
    }

    @Override
    public Queue queue() {
      return Queue.CODEBOOK;
    }
  }

  /**
   * What a layer's choices cost.
   *
   * @param layer index in the plan
   * @param errors one a choice
   */
  record LayerErrors(int layer, List<Double> errors) {
    public LayerErrors {
      errors = List.copyOf(errors);
    }
  }

  /**
   * k-means of one layer: codes to the artifact store, centroids to the codebook service.
   *
   * @param layer index in the plan
   * @param state the training state that holds the layer's weight; empty for the model as given
   * @param round 0 for the quantization that counts; above 0 for the codebooks of exact phi_PQ
   *     noise, one round a refresh
   * @param sensitivity mean squared gradients that weigh the blocks; empty when all count the same
   * @param start the layer's newest form for noise, if there is any, to go on from: its order of
   *     channels, and its centroids, which are near, so that few iterations are left
   */
  record Quantize(
      TaskHeader header,
      int layer,
      Optional<Digest> state,
      int round,
      Optional<Digest> sensitivity,
      Optional<QuantizedLayer> start)
      implements Task {
    @Override
    public TaskKind kind() {
      return TaskKind.QUANTIZE;
    }

    @Override
    public Queue queue() {
      return Queue.CODEBOOK;
    }
  }

  /**
   * Re-estimates BatchNorm statistics, under the quantized weights as they will be stored.
   *
   * @param phase the phase of fine-tuning that it follows
   * @param layers the layers quantized so far: none in the float phase
   */
  record Recalibrate(
      TaskHeader header, Phase phase, Optional<Digest> state, List<QuantizedLayer> layers)
      implements Task {
    public Recalibrate {
      layers = List.copyOf(layers);
    }

    @Override
    public TaskKind kind() {
      return TaskKind.RECALIBRATE;
    }
  }

  /** Writes the packed file and the TorchScript file with its decoded weights. */
  record Pack(TaskHeader header, Optional<Digest> state, List<QuantizedLayer> layers)
      implements Task {
    public Pack {
      layers = List.copyOf(layers);
    }

    @Override
    public TaskKind kind() {
      return TaskKind.PACKAGE;
    }

    @Override
    public Queue queue() {
      return Queue.CODEBOOK;
    }
  }

  /**
   * The metric on the evaluation data.
   *
   * @param packed the packed file to decode and evaluate; empty for the model as given
   * @param selfDecoding the TorchScript file that must decode to the same tensors, bit by bit;
   *     present when {@code packed} is
   */
  record Evaluate(TaskHeader header, Optional<Digest> packed, Optional<Digest> selfDecoding)
      implements Task {
    @Override
    public TaskKind kind() {
      return TaskKind.EVALUATE;
    }
  }

  /** Which queue it waits in. */
  default Queue queue() {
    return Queue.TENSOR;
  }
}
