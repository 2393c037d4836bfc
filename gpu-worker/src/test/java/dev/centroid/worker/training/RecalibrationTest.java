package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The norm after the first convolution, whose inputs can be computed by loops. */
class RecalibrationTest {

  private static final long SEED = 41;
  private static final int BATCHES = 5;
  private static final double MOMENTUM = 0.1;
  private static final int CHANNELS = 8;
  private static final int INPUT_CHANNELS = 3;
  private static final int SIDE = 8;

  private final TorchEngine engine = TestEngine.onThisThread();
  private final TuningData data = ConvolutionsTuning.data(SEED, Phase.RECALIBRATION);

  @Test
  void statisticsAreMovingAveragesOfTheBatches() {
    try (TorchModel model = ConvolutionsTuning.model(engine)) {
      double[] means = widened(buffer(model, "norm.running_mean"));
      double[] variances = widened(buffer(model, "norm.running_var"));
      for (int batch = 0; batch < BATCHES; batch++) {
        follow(convolved(model, batch), means, variances);
      }

      recalibrate(model);

      assertClose(buffer(model, "norm.running_mean"), means);
      assertClose(buffer(model, "norm.running_var"), variances);
    }
  }

  @Test
  void weightsStayAsTheyAre() {
    try (TorchModel model = ConvolutionsTuning.model(engine)) {
      Map<String, float[]> before = ConvolutionsTuning.parameters(model);

      recalibrate(model);

      assertThat(ConvolutionsTuning.parameters(model)).usingRecursiveComparison().isEqualTo(before);
    }
  }

  private void recalibrate(TorchModel model) {
    Recalibration recalibration = new Recalibration(engine, model, data, SEED);
    IntStream.range(0, BATCHES).forEach(recalibration::step);
  }

  private static void follow(double[][] values, double[] means, double[] variances) {
    for (int channel = 0; channel < CHANNELS; channel++) {
      double[] ofChannel = values[channel];
      double mean = 0;
      for (double value : ofChannel) {
        mean += value / ofChannel.length;
      }
      double variance = 0;
      for (double value : ofChannel) {
        variance += (value - mean) * (value - mean) / (ofChannel.length - 1);
      }
      means[channel] = (1 - MOMENTUM) * means[channel] + MOMENTUM * mean;
      variances[channel] = (1 - MOMENTUM) * variances[channel] + MOMENTUM * variance;
    }
  }

  /** What the norm gets of a batch, by channel: 3 x 3 kernels, and zeros around the image. */
  private double[][] convolved(TorchModel model, int number) {
    float[] kernels = model.parameter("stem.weight").value().toFloatArray();
    float[] inputs;
    try (NDManager step = model.newStep()) {
      inputs = data.batch(step, number).inputs().toFloatArray();
    }
    int positions = ConvolutionsTuning.BATCH_SIZE * SIDE * SIDE;
    double[][] values = new double[CHANNELS][positions];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int position = 0; position < positions; position++) {
        int image = position / (SIDE * SIDE);
        int row = position / SIDE % SIDE;
        int column = position % SIDE;
        values[channel][position] = around(inputs, kernels, channel, image, row, column);
      }
    }
    return values;
  }

  private static double around(
      float[] inputs, float[] kernels, int channel, int image, int row, int column) {
    double sum = 0;
    for (int input = 0; input < INPUT_CHANNELS; input++) {
      for (int i = 0; i < 9; i++) {
        int y = row + i / 3 - 1;
        int x = column + i % 3 - 1;
        if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) {
          sum +=
              (double) inputs[((image * INPUT_CHANNELS + input) * SIDE + y) * SIDE + x]
                  * kernels[(channel * INPUT_CHANNELS + input) * 9 + i];
        }
      }
    }
    return sum;
  }

  private static void assertClose(float[] found, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i])
          .as("channel %d, seed %d", i, SEED)
          .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  private static float[] buffer(TorchModel model, String path) {
    Map<TensorInfo, ByteBuffer> buffers = ModelBuffers.of(model);
    ByteBuffer found =
        buffers.entrySet().stream()
            .filter(entry -> entry.getKey().name().equals(path))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();
    float[] values = new float[CHANNELS];
    found.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static double[] widened(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
