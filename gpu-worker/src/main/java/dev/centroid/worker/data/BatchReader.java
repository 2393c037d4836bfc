package dev.centroid.worker.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.worker.engine.HostTensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Brings examples to the device, in memory that is used again for each batch: a batch is valid
 * until the next is read.
 */
public final class BatchReader {

  private final Dataset dataset;
  private final HostTensor inputs;
  private final HostTensor labels;

  /**
   * @param capacity most examples of a batch
   */
  public BatchReader(Dataset dataset, int capacity) {
    this.dataset = dataset;
    int elements = Math.multiplyExact(capacity, dataset.exampleSize());
    this.inputs =
        dataset.inputType() == InputType.FLOAT32
            ? HostTensor.ofFloats(elements)
            : HostTensor.ofLongs(elements);
    this.labels = HostTensor.ofLongs(capacity * dataset.labels().map(Labels::perExample).orElse(0));
  }

  /**
   * A training batch.
   *
   * @param owner of the tensors
   * @param schedule says which examples
   * @param augmentation keyed by the schedule's seed and phase, the step and the position
   */
  public Batch training(
      NDManager owner, BatchSchedule schedule, Augmentation augmentation, int step) {
    int[] examples = schedule.examplesOf(step);
    Placement[] placements =
        IntStream.range(0, examples.length)
            .mapToObj(position -> schedule.placement(augmentation, step, position))
            .toArray(Placement[]::new);
    return read(owner, examples, placements);
  }

  /**
   * Examples as they are, in the file's order.
   *
   * @param owner of the tensors
   * @param first index of the first example
   * @param end one after the last
   */
  public Batch plain(NDManager owner, int first, int end) {
    int[] examples = IntStream.range(first, end).toArray();
    Placement[] placements =
        IntStream.range(first, end).mapToObj(i -> Placement.IDENTITY).toArray(Placement[]::new);
    return read(owner, examples, placements);
  }

  private Batch read(NDManager owner, int[] examples, Placement[] placements) {
    if (dataset.inputType() == InputType.FLOAT32) {
      FloatBuffer target = inputs.floats();
      for (int i = 0; i < examples.length; i++) {
        dataset.putFloats(examples[i], placements[i], target);
      }
    } else {
      LongBuffer target = inputs.longs();
      for (int example : examples) {
        dataset.putLongs(example, target);
      }
    }
    long[] shape =
        IntStream.range(0, dataset.exampleShape().size() + 1)
            .mapToLong(axis -> axis == 0 ? examples.length : dataset.exampleShape().get(axis - 1))
            .toArray();
    return new Batch(inputs.as(owner, new Shape(shape)), labels(owner, examples));
  }

  private Optional<NDArray> labels(NDManager owner, int[] examples) {
    return dataset.labels().map(known -> fill(owner, examples, known));
  }

  private NDArray fill(NDManager owner, int[] examples, Labels known) {
    LongBuffer target = labels.longs();
    for (int example : examples) {
      for (int position = 0; position < known.perExample(); position++) {
        target.put(known.at(example, position));
      }
    }
    return labels.as(owner, new Shape((long) examples.length * known.perExample()));
  }
}
