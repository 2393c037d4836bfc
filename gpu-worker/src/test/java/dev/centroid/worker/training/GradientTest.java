package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.quantization.recipe.OptimizerSettings;
import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.engine.TorchParameter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One step of plain gradient descent, with a rate of 1, against central differences of the loss
 * that a step reports: data, model, loss, effective weights and the gradient's way back, all in
 * one.
 */
class GradientTest {

  private static final long SEED = 5;
  private static final float APART = 1e-2f;
  private static final double TOLERANCE = 5e-4;
  private static final LayerPlan CLASSIFIER = ConvolutionsTuning.CLASSIFIER;
  private static final String TENSOR = CLASSIFIER.tensor();
  private static final TuningLayers NONE = new TuningLayers(List.of(), List.of(), List.of());
  private static final LossSettings MIXTURE = new LossSettings(0.3, 0.8, 0.4, 2.5);

  private final TorchEngine engine = TestEngine.onThisThread();

  @Test
  void aFloatParameterFollowsTheGradient() {
    for (String path : parameters()) {
      float[] start = valueOf(path);
      float[] updated;
      try (TorchModel model = model();
          FineTuning tuning = tuning(model, NONE, Optional.empty())) {
        tuning.step(0);
        updated = TrainingState.parse(tuning.state()).parameter(path).orElseThrow();
      }
      assertFollows(path, start, updated, /* at= */ start, Math.min(start.length, 6));
    }
  }

  /** Equation 4 of the paper: the mean over the centroid's blocks, of the gradient of each. */
  @Test
  void aCentroidFollowsTheMeanGradientOfItsBlocks() {
    float[] start = ConvolutionsTuning.quantizedClassifier().codebook().centroids();
    int blocksOfEach = 6;
    float[] updated;
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, quantized(start), Optional.empty())) {
      tuning.step(0);
      updated = tuning.codebooks().get("classifier").centroids();
    }
    for (int entry = 0; entry < start.length; entry++) {
      double above = lossOf(quantized(moved(start, entry, APART)));
      double below = lossOf(quantized(moved(start, entry, -APART)));

      assertThat(start[entry] - updated[entry])
          .as("entry %d", entry)
          .isCloseTo(
              (float) ((above - below) / (2 * APART) / blocksOfEach), within((float) TOLERANCE));
    }
  }

  /** Straight through: the gradient where the noisy weight is, kept blocks and replaced ones. */
  @ParameterizedTest
  @MethodSource("dev.centroid.worker.training.FineTuningTest#noises")
  @Tag("slow")
  void underNoiseEveryEntryFollowsTheGradientAtTheNoisyWeight(
      NoiseSettings settings, TuningLayers layers) {
    float[] start = valueOf(TENSOR);
    float[] updated;
    float[] noisy;
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, layers, Optional.of(settings))) {
      tuning.step(0);
      updated = TrainingState.parse(tuning.state()).parameter(TENSOR).orElseThrow();
      noisy = model.parameter(TENSOR).value().toFloatArray();
    }
    assertFollows(TENSOR, start, updated, /* at= */ noisy, start.length);
  }

  private void assertFollows(String path, float[] start, float[] updated, float[] at, int entries) {
    for (int entry = 0; entry < entries; entry++) {
      double above = lossWith(path, moved(at, entry, APART));
      double below = lossWith(path, moved(at, entry, -APART));

      assertThat(start[entry] - updated[entry])
          .as("%s, entry %d", path, entry)
          .isCloseTo((float) ((above - below) / (2 * APART)), within((float) TOLERANCE));
    }
  }

  private static float[] moved(float[] values, int entry, float by) {
    float[] moved = values.clone();
    moved[entry] += by;
    return moved;
  }

  private static TuningLayers quantized(float[] centroids) {
    QuantizedWeight start = ConvolutionsTuning.quantizedClassifier();
    QuantizedWeight weight =
        start.withCodebook(new Codebook(start.codebook().blockSize(), centroids));
    return new TuningLayers(List.of(new LayerWeight(CLASSIFIER, weight)), List.of(), List.of());
  }

  private List<String> parameters() {
    try (TorchModel model = model()) {
      return model.parameters().stream().map(TorchParameter::path).toList();
    }
  }

  private float[] valueOf(String path) {
    try (TorchModel model = model()) {
      return model.parameter(path).value().toFloatArray();
    }
  }

  private double lossWith(String path, float[] value) {
    try (TorchModel model = model();
        NDManager step = model.newStep()) {
      TorchParameter parameter = model.parameter(path);
      parameter.write(step.create(value, parameter.value().getShape()));
      try (FineTuning tuning = tuning(model, NONE, Optional.empty())) {
        return tuning.step(0);
      }
    }
  }

  private double lossOf(TuningLayers layers) {
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, layers, Optional.empty())) {
      return tuning.step(0);
    }
  }

  private TorchModel model() {
    return ConvolutionsTuning.model(engine);
  }

  private FineTuning tuning(TorchModel model, TuningLayers layers, Optional<NoiseSettings> noise) {
    OptimizerSettings descent =
        new OptimizerSettings(Kind.SGD, 1, Schedule.CONSTANT, /* momentum= */ 0, 0, 0);
    return ConvolutionsTuning.of(
        engine,
        model,
        new TuningSettings(Phase.TUNING, Shard.WHOLE, 0, descent, 1, MIXTURE, noise, 0, 1),
        layers,
        Optional.of((step, number, inputs) -> teacherLogits(step)),
        SEED);
  }

  /** The same for each batch; what matters is that they differ from the student's. */
  private static NDArray teacherLogits(NDManager step) {
    float[] logits = new float[16 * 4];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (i * 7 % 11) * 0.3f - 1.5f;
    }
    return step.create(logits, new Shape(16, 4)).duplicate();
  }
}
