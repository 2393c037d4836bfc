package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.packed.ActivationCoding;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.torchscript.ClassCode;
import dev.centroid.quantization.torchscript.ModuleChange;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.TestEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The layer {@code hidden} of a model whose output is made to be that layer's, with the identity as
 * its weight: what comes out is the input as the layer saw it, and two zeros.
 */
class QuantizedActivationsTest {

  private static final int WIDTH = 6;
  private static final int OUTPUTS = 8;
  private static final int ROWS = 50;
  private static final float NOISY = 1e-4f;

  private final TorchEngine engine = TestEngine.onThisThread();

  @ParameterizedTest
  @CsvSource({"8, 0.01", "8, 1", "4, 0.25", "2, 0.5"})
  void trainingAtRateOneQuantizesByTheMovingRange(int bits, double momentum) {
    try (TorchModel model = identity(new ActivationCoding(bits, 1, momentum))) {
      SlowActivations slow = new SlowActivations(bits, momentum);

      for (int batch = 0; batch < 5; batch++) {
        float[] input = values(batch, 1 + batch, 0.2f * batch);
        float[] seen = forward(model, input, ForwardMode.TRAINING);
        slow.observe(input);

        for (int i = 0; i < input.length; i++) {
          assertThat(seen[i]).isCloseTo(slow.quantized(input[i]), within(NOISY));
        }
      }
    }
  }

  @Test
  void evaluationQuantizesEverythingByTheObservedRange() {
    try (TorchModel model = identity(new ActivationCoding(8, 0.3, 0.1))) {
      SlowActivations slow = observed(model, 0.1, ForwardMode.STATISTICS);
      float[] input = values(9, 3, 0);

      float[] seen = forward(model, input, ForwardMode.EVALUATION);

      for (int i = 0; i < input.length; i++) {
        assertThat(seen[i]).isCloseTo(slow.quantized(input[i]), within(NOISY));
      }
    }
  }

  @Test
  void theBuffersHoldTheMovingRange() {
    try (TorchModel model = identity(new ActivationCoding(8, 0.3, 0.1))) {
      SlowActivations slow = observed(model, 0.1, ForwardMode.TRAINING);

      assertThat(buffer(model, "hidden.input_low")).isCloseTo(slow.low, within(1e-6f));
      assertThat(buffer(model, "hidden.input_high")).isCloseTo(slow.high, within(1e-6f));
    }
  }

  @Test
  void evaluationLeavesTheRange() {
    try (TorchModel model = identity(new ActivationCoding(8, 1, 0.1))) {
      observed(model, 0.1, ForwardMode.TRAINING);
      float before = buffer(model, "hidden.input_high");

      forward(model, values(9, 100, 0), ForwardMode.EVALUATION);

      assertThat(buffer(model, "hidden.input_high")).isEqualTo(before);
    }
  }

  @Test
  void evaluationBeforeAnythingWasObservedIsThatOfTheModelAsGiven() {
    try (TorchModel model = identity(new ActivationCoding(8, 1, 0.1))) {
      float[] input = values(0, 3, 0);

      assertThat(forward(model, input, ForwardMode.EVALUATION)).isEqualTo(input);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 5, -5})
  void zeroStaysZeroWhateverTheRange(float shift) {
    try (TorchModel model = identity(new ActivationCoding(3, 1, 1))) {
      forward(model, values(0, 1, shift), ForwardMode.TRAINING);

      float[] seen = forward(model, new float[ROWS * WIDTH], ForwardMode.EVALUATION);

      assertThat(seen).containsOnly(0);
    }
  }

  @Test
  void anInputThatIsAlwaysZeroStaysZero() {
    try (TorchModel model = identity(new ActivationCoding(8, 1, 0.1))) {
      float[] zeros = new float[ROWS * WIDTH];

      assertThat(forward(model, zeros, ForwardMode.TRAINING)).containsOnly(0);
    }
  }

  @Test
  void theGradientPassesWithinTheRangeAndIsZeroOutside() {
    try (TorchModel model = identity(new ActivationCoding(8, 1, 0.01));
        NDManager step = model.newStep()) {
      SlowActivations slow = observed(model, 0.01, ForwardMode.STATISTICS);
      float[] values = values(9, 4, 0);
      NDArray input = step.create(values, new Shape(ROWS, WIDTH));
      input.setRequiresGradient(true);

      model.backward(model.forward(input, ForwardMode.TRAINING).sum());

      slow.observe(values);
      float[] gradient = input.getGradient().toFloatArray();
      for (int i = 0; i < values.length; i++) {
        assertThat(gradient[i]).isEqualTo(slow.isWithin(values[i]) ? 1f : 0f);
      }
      assertThat(gradient).contains(0f, 1f);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9})
  void theShareOfQuantizedEntriesIsTheRate(double rate) {
    try (TorchModel model = identity(new ActivationCoding(2, rate, 0.1))) {
      long quantized = 0;
      long entries = 0;
      for (int batch = 0; batch < 20; batch++) {
        float[] input = values(batch, 1, 0);
        engine.seed(batch);
        float[] seen = forward(model, input, ForwardMode.TRAINING);
        for (int i = 0; i < input.length; i++) {
          quantized += seen[i] == input[i] ? 0 : 1;
        }
        entries += input.length;
      }

      assertThat((double) quantized / entries).isCloseTo(rate, within(0.03));
    }
  }

  @Test
  void theSeedDecidesWhichEntriesAreQuantized() {
    try (TorchModel model = identity(new ActivationCoding(2, 0.5, 1))) {
      float[] input = values(0, 1, 0);

      float[] first = seeded(model, 5, input);

      assertThat(seeded(model, 5, input)).isEqualTo(first);
      assertThat(seeded(model, 6, input)).isNotEqualTo(first);
    }
  }

  @Test
  void onlyTheChosenOneOfTwoModulesOfAClassQuantizes() {
    byte[] given = TestArchives.bytes("attributes_scripted");
    TorchScriptArchive archive = TorchScriptArchive.parse(given, "given");
    ActivationCoding coding = new ActivationCoding(8, 1, 1);
    byte[] rewritten = JobModel.withQuantizedInputs(archive, List.of("second"), coding);
    try (TorchModel model = TorchModel.load(engine, rewritten, archive.tied(), "rewritten");
        NDManager step = model.newStep()) {
      model.forward(step.ones(new Shape(3, 2)), ForwardMode.TRAINING);

      List<String> ranges = new ArrayList<>();
      TorchScriptArchive trained = TorchScriptArchive.parse(model.toArchive(), "trained");
      trained.tensors().stream()
          .filter(tensor -> tensor.path().contains("input_"))
          .forEach(tensor -> ranges.add(tensor.path()));
      assertThat(ranges).containsExactly("second.input_low", "second.input_high");
      assertThat(trained.floats("second.input_high")[0]).isFinite();
    }
  }

  private float[] seeded(TorchModel model, long seed, float[] input) {
    engine.seed(seed);
    return forward(model, input, ForwardMode.TRAINING);
  }

  private static SlowActivations observed(TorchModel model, double momentum, ForwardMode mode) {
    SlowActivations slow = new SlowActivations(8, momentum);
    for (int batch = 0; batch < 3; batch++) {
      float[] input = values(batch, 1, 0.1f * batch);
      forward(model, input, mode);
      slow.observe(input);
    }
    return slow;
  }

  private TorchModel identity(ActivationCoding coding) {
    TorchScriptArchive given = TorchScriptArchive.parse(SampleData.model("perceptron"), "given");
    ModuleChange onlyHidden =
        new ModuleChange(QuantizedActivationsTest::givesHiddenOnly, List.of());
    TorchScriptArchive hidden =
        TorchScriptArchive.parse(given.withModules(Map.of("", onlyHidden)), "hidden");
    byte[] rewritten = JobModel.withQuantizedInputs(hidden, List.of("hidden"), coding);
    TorchModel model = TorchModel.load(engine, rewritten, Map.of(), "rewritten");
    try (NDManager step = model.newStep()) {
      float[] identity = new float[OUTPUTS * WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        identity[i * WIDTH + i] = 1;
      }
      model.parameter("hidden.weight").write(step.create(identity, new Shape(OUTPUTS, WIDTH)));
      model.parameter("hidden.bias").write(step.zeros(new Shape(OUTPUTS)));
    }
    return model;
  }

  private static ClassCode givesHiddenOnly(ClassCode code) {
    ClassCode.Method forward = code.method("forward").orElseThrow();
    return code.withFirstStatement(
        "forward",
        "return (%s.hidden).forward(%s, )"
            .formatted(forward.receiver(), forward.arguments().get(0).name()));
  }

  /** Entries of the layer's input as the layer saw them. */
  private static float[] forward(TorchModel model, float[] input, ForwardMode mode) {
    try (NDManager step = model.newStep()) {
      float[] output =
          model.forward(step.create(input, new Shape(ROWS, WIDTH)), mode).toFloatArray();
      float[] seen = new float[input.length];
      for (int i = 0; i < seen.length; i++) {
        seen[i] = output[i / WIDTH * OUTPUTS + i % WIDTH];
      }
      return seen;
    }
  }

  private static float[] values(int seed, float scale, float shift) {
    CounterRandom random = CounterRandom.of(seed, Purpose.ENGINE, 1);
    float[] values = new float[ROWS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * (2 * random.nextInt(1 << 20) / (float) (1 << 20) - 1) + shift;
    }
    return values;
  }

  private static float buffer(TorchModel model, String path) {
    return TorchScriptArchive.parse(model.toArchive(), "trained").floats(path)[0];
  }
}
