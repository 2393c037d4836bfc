package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.TestEngine;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchModelTest {

  private static final Map<String, String> TIED = Map.of("head.weight", "embedding.weight");

  private final TorchEngine engine = TestEngine.onThisThread();

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    try (TorchModel model = perceptron()) {
      // given
      float[] gradient = gradient(model, "hidden.weight");
      TorchParameter weight = model.parameter("hidden.weight");
      float[] values = weight.value().toFloatArray();

      for (int i = 0; i < values.length; i += 7) {
        // when
        double difference =
            (lossWith(model, weight, values, i, 1e-2f) - lossWith(model, weight, values, i, -1e-2f))
                / 2e-2;

        // then
        assertThat((double) gradient[i]).as("entry %s", i).isCloseTo(difference, within(2e-3));
      }
    }
  }

  @Test
  void aTiedParameterIsOneWhoseGradientIsTheSumOverItsUses() {
    try (TorchModel model =
            TorchModel.load(engine, SampleData.model("tied_language_model"), TIED, "tied");
        TorchModel untied =
            TorchModel.load(engine, SampleData.model("tied_language_model"), Map.of(), "untied")) {
      // when
      float[] together = gradientOfSequences(model, "embedding.weight");

      // then
      assertThat(model.parameters()).hasSize(untied.parameters().size() - 1);
      assertThat(together).isEqualTo(gradientOfSequences(untied, "embedding.weight"));
    }
  }

  @Test
  void whatIsWrittenIsWhatTheModelComputesWith() {
    try (TorchModel model = perceptron();
        NDManager step = model.newStep()) {
      // given
      model.parameters().forEach(p -> p.write(step.zeros(p.value().getShape())));

      // when
      NDArray output = model.forward(step.ones(new Shape(2, 6)), ForwardMode.EVALUATION);

      // then
      assertThat(output.toFloatArray()).containsOnly(0);
    }
  }

  @Test
  void anInputThatDoesNotFitIsRefusedInOneLine() {
    try (TorchModel model = perceptron();
        NDManager step = model.newStep()) {
      assertThatThrownBy(() -> model.forward(step.ones(new Shape(2, 5)), ForwardMode.EVALUATION))
          .isInstanceOf(ModelRunException.class)
          .hasMessageContaining("2x5 and 6x8")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void bytesThatAreNoModelAreRefused() {
    assertThatThrownBy(() -> TorchModel.load(engine, new byte[] {1, 2, 3}, Map.of(), "x.pt"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("x.pt");
  }

  private TorchModel perceptron() {
    return TorchModel.load(engine, SampleData.model("perceptron"), Map.of(), "perceptron");
  }

  private static float[] gradient(TorchModel model, String path) {
    try (NDManager step = model.newStep()) {
      model.backward(loss(model, step, ForwardMode.TRAINING));
      float[] gradient = model.parameter(path).gradient(step).toFloatArray();
      model.zeroGradients();
      return gradient;
    }
  }

  private static double lossWith(
      TorchModel model, TorchParameter weight, float[] values, int entry, float change) {
    try (NDManager step = model.newStep()) {
      float[] changed = values.clone();
      changed[entry] += change;
      weight.write(step.create(changed, weight.value().getShape()));
      double loss = loss(model, step, ForwardMode.EVALUATION).getFloat();
      weight.write(step.create(values, weight.value().getShape()));
      return loss;
    }
  }

  private static NDArray loss(TorchModel model, NDManager step, ForwardMode mode) {
    NDArray input = step.arange(12f).div(6).sub(1).reshape(2, 6);
    return model.forward(input, mode).square().mean();
  }

  private float[] gradientOfSequences(TorchModel model, String path) {
    try (NDManager step = model.newStep()) {
      engine.seed(3);
      NDArray input = step.arange(6).toType(DataType.INT64, true).reshape(1, 6);
      model.backward(model.forward(input, ForwardMode.TRAINING).square().mean());
      return model.parameter(path).gradient(step).toFloatArray();
    }
  }
}
