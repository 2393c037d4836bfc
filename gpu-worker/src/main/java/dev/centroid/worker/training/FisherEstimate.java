package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.HostTensor;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.engine.TorchParameter;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The diagonal of a model's Fisher information: for each entry of a weight the mean, over
 * positions, of the squared gradient of -log p(y), where y is drawn from the model's own
 * distribution. Half of it times a small squared change of that entry is what the mean loss is
 * expected to rise by.
 *
 * <p>Gradients are squared for a whole batch and not for each position, which would take as many
 * backward passes: since labels are drawn from the model's distribution, gradients of positions are
 * independent with a mean of 0, so that the expected square of their sum is the sum of their
 * expected squares. The model runs in evaluation mode; nothing of it changes.
 */
public final class FisherEstimate implements AutoCloseable {

  private final TorchModel model;
  private final TuningData data;
  private final long seed;
  private final NDManager manager;
  private final Map<TorchParameter, NDArray> squares = new LinkedHashMap<>();

  /**
   * Kept, since the backward pass reads it; made with the first batch, which is as large as all.
   */
  private Optional<HostTensor> labels = Optional.empty();

  private int batches;

  /**
   * @param model closed by whoever loaded it
   * @param tensors paths of the weights to look at
   * @param data without augmentation
   * @param seed of the job
   */
  public FisherEstimate(TorchModel model, List<String> tensors, TuningData data, long seed) {
    this.model = model;
    this.data = data;
    this.seed = seed;
    this.manager = model.newStep();
    for (String tensor : tensors) {
      TorchParameter parameter = model.parameter(tensor);
      squares.put(parameter, manager.zeros(parameter.value().getShape()));
    }
  }

  /**
   * Takes in a batch.
   *
   * @throws InvalidInputException if a logit is not finite
   */
  public void add(int number) {
    try (NDManager step = model.newStep()) {
      NDArray logits =
          Losses.rows(model.forward(data.batch(step, number).inputs(), ForwardMode.GRADIENTS));
      long positions = logits.getShape().get(0);
      NDArray loss = Losses.crossEntropy(logits, drawnLabels(step, number, logits));
      model.backward(loss);
      // The loss is a mean over positions, so its gradient is the sum of theirs by their number.
      NDArray scale = step.full(loss.getShape(), (float) positions);
      squares.forEach(
          (parameter, sum) -> {
            NDArray gradient = parameter.gradient(step);
            sum.addi(gradient.mul(gradient).mul(scale));
          });
      model.zeroGradients();
      batches++;
    }
  }

  private NDArray drawnLabels(NDManager step, int number, NDArray logits) {
    CounterRandom random =
        CounterRandom.of(seed, Purpose.SAMPLED_LABELS, Phase.SENSITIVITY.coordinate(), number);
    int positions = Math.toIntExact(logits.getShape().get(0));
    int classes = Math.toIntExact(logits.getShape().get(1));
    float[] values = logits.toFloatArray();
    HostTensor drawn = labels.orElseGet(() -> HostTensor.ofLongs(positions));
    labels = Optional.of(drawn);
    LongBuffer target = drawn.longs();
    for (int position = 0; position < positions; position++) {
      target.put(draw(values, position * classes, classes, random.nextDouble()));
    }
    return drawn.as(step, new Shape(positions));
  }

  /** Inverts the distribution function of softmax(logits) at a uniform number. */
  private static int draw(float[] logits, int first, int classes, double uniform) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = first; i < first + classes; i++) {
      if (!Float.isFinite(logits[i])) {
        throw new InvalidInputException(
            "the model gives the logit " + logits[i] + " for training data; repair the model");
      }
      largest = Math.max(largest, logits[i]);
    }
    double total = 0;
    for (int i = first; i < first + classes; i++) {
      total += StrictMath.exp(logits[i] - (double) largest);
    }
    double target = uniform * total;
    double sum = 0;
    int drawn = 0;
    for (int i = 0; i < classes && sum <= target; i++) {
      sum += StrictMath.exp(logits[first + i] - (double) largest);
      drawn = i;
    }
    return drawn;
  }

  /** The means over the batches so far, as {@link FisherInformation} reads them. */
  public byte[] toBytes() {
    Map<String, NDArray> means = new LinkedHashMap<>();
    NDArray count = manager.full(new Shape(), batches);
    squares.forEach((parameter, sum) -> means.put(parameter.path(), sum.div(count)));
    return FisherInformation.toBytes(means);
  }

  @Override
  public void close() {
    manager.close();
  }
}
