package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.data.BatchReader;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FisherEstimateTest {

  private static final long SEED = 5;
  private static final int EXAMPLES = 48;
  private static final int CLASSES = 4;
  private static final List<String> TENSORS =
      List.of("stem.weight", "pointwise.weight", "classifier.weight");

  private final TorchEngine engine = TestEngine.onThisThread();

  @Test
  void manyBatchesComeNearTheExpectationOverAllLabels() {
    Map<String, double[]> exact = overAllLabels();

    FisherInformation estimate = FisherInformation.parse(estimate(400, 4));

    for (String tensor : TENSORS) {
      double[] expected = exact.get(tensor);
      float[] found = estimate.of(tensor);
      assertThat(sum(found)).as(tensor).isCloseTo(sum(expected), within(0.15 * sum(expected)));
      assertThat(distance(found, expected)).as(tensor).isLessThan(0.2 * norm(expected));
    }
  }

  @Test
  void theSameBatchesGiveTheSameBytesTwice() {
    assertThat(estimate(5, 16)).isEqualTo(estimate(5, 16));
  }

  @Test
  void theModelIsLeftAsItWas() {
    try (TorchModel model = model();
        FisherEstimate estimate = estimate(model, 16)) {
      Map<?, ?> buffers = ModelBuffers.of(model);
      Map<String, float[]> before = ConvolutionsTuning.parameters(model);

      estimate.add(0);

      assertThat(ModelBuffers.of(model)).isEqualTo(buffers).isNotEmpty();
      assertThat(ConvolutionsTuning.parameters(model)).usingRecursiveComparison().isEqualTo(before);
    }
  }

  private byte[] estimate(int batches, int batchSize) {
    try (TorchModel model = model();
        FisherEstimate estimate = estimate(model, batchSize)) {
      IntStream.range(0, batches).forEach(estimate::add);
      return estimate.toBytes();
    }
  }

  private static FisherEstimate estimate(TorchModel model, int batchSize) {
    TuningData data =
        new TuningData(dataset(), SEED, Phase.SENSITIVITY, batchSize, Augmentation.NONE);
    return new FisherEstimate(model, TENSORS, data, SEED);
  }

  /** The mean over examples of the sum over labels of p(label) * (d log p(label) / dw)^2. */
  private Map<String, double[]> overAllLabels() {
    try (TorchModel model = model()) {
      Map<String, double[]> sums = new HashMap<>();
      for (String tensor : TENSORS) {
        long entries = model.parameter(tensor).value().getShape().size();
        sums.put(tensor, new double[Math.toIntExact(entries)]);
      }
      BatchReader reader = new BatchReader(dataset(), 1);
      for (int example = 0; example < EXAMPLES; example++) {
        for (int label = 0; label < CLASSES; label++) {
          try (NDManager step = model.newStep()) {
            NDArray inputs = reader.plain(step, example, example + 1).inputs();
            NDArray logits = Losses.rows(model.forward(inputs, ForwardMode.GRADIENTS));
            NDArray loss = Losses.crossEntropy(logits, step.create(new long[] {label}));
            double probability = StrictMath.exp(-loss.getFloat());
            model.backward(loss);
            for (String tensor : TENSORS) {
              float[] gradient = model.parameter(tensor).gradient(step).toFloatArray();
              for (int i = 0; i < gradient.length; i++) {
                sums.get(tensor)[i] += probability * gradient[i] * gradient[i] / EXAMPLES;
              }
            }
            model.zeroGradients();
          }
        }
      }
      return sums;
    }
  }

  private TorchModel model() {
    return ConvolutionsTuning.model(engine);
  }

  private static Dataset dataset() {
    DataSettings settings =
        new DataSettings(
            InputType.FLOAT32, 1.0 / 255, List.of(0.4), List.of(0.25), Augmentation.NONE);
    return Dataset.of(
        SafetensorsFile.parse(SampleData.images(EXAMPLES, 1), "train"), "train", settings);
  }

  private static double sum(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
  }

  private static double sum(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
  }

  private static double norm(double[] values) {
    return distance(new float[values.length], values);
  }

  private static double distance(float[] found, double[] expected) {
    return Math.sqrt(
        IntStream.range(0, found.length)
            .mapToDouble(i -> (found[i] - expected[i]) * (found[i] - expected[i]))
            .sum());
  }
}
