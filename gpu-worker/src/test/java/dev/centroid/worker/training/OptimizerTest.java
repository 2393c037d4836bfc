package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.quantization.recipe.OptimizerSettings;
import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What one step of plain gradient descent changes, by each setting, against what it is to be. */
class OptimizerTest {

  private static final long SEED = 23;
  private static final float TOLERANCE = 2e-6f;
  private static final String CENTROIDS = "centroids";
  private static final QuantizedWeight CLASSIFIER = ConvolutionsTuning.quantizedClassifier();

  private final TorchEngine engine = TestEngine.onThisThread();
  private final Map<String, float[]> start = start();
  private final Map<String, float[]> free = changes(descent(0, 0), 1, 0, 0);

  @Test
  void aGradientAboveClipNormGetsThatNorm() {
    double norm = norm(free);

    Map<String, float[]> clipped = changes(descent(0, norm / 3), 1, 0, 0);

    assertThat(norm(clipped)).isCloseTo(norm / 3, within(1e-5));
    assertChanges(clipped, path -> 1.0 / 3);
  }

  @Test
  void aGradientBelowClipNormStaysAsItIs() {
    assertThat(changes(descent(0, 2 * norm(free)), 1, 0, 0))
        .usingRecursiveComparison()
        .isEqualTo(free);
  }

  @Test
  void centroidsHaveARateOfTheirOwn() {
    assertChanges(
        changes(descent(0, 0), /* centroidRateFactor= */ 0.25, 0, 0),
        path -> path.equals(CENTROIDS) ? 0.25 : 1);
  }

  @Test
  void allButCentroidsDecay() {
    double decay = 0.5;
    Map<String, float[]> decayed = changes(descent(decay, 0), 1, 0, 0);

    free.forEach(
        (path, change) -> {
          for (int i = 0; i < change.length; i++) {
            double more = path.equals(CENTROIDS) ? 0 : decay * start.get(path)[i];
            assertThat(decayed.get(path)[i])
                .as("%s, entry %d", path, i)
                .isCloseTo((float) (change[i] - more), within(TOLERANCE));
          }
        });
  }

  @Test
  void aStepHasTheRateOfItsPlaceInTheCourse() {
    int step = 3;
    Map<String, float[]> constant = changes(descent(0, 0), 1, step, step);
    OptimizerSettings linear = new OptimizerSettings(Kind.SGD, 1, Schedule.LINEAR, 0, 0, 0);

    Map<String, float[]> found = changes(linear, 1, step, /* scheduleStart= */ 1);

    // Two of four steps are done.
    constant.forEach((path, change) -> assertScaled(path, found.get(path), change, 0.5));
  }

  private void assertChanges(Map<String, float[]> found, ToDoubleFunction<String> factor) {
    free.forEach(
        (path, change) -> assertScaled(path, found.get(path), change, factor.applyAsDouble(path)));
  }

  private static void assertScaled(String path, float[] found, float[] change, double factor) {
    for (int i = 0; i < change.length; i++) {
      assertThat(found[i])
          .as("%s, entry %d", path, i)
          .isCloseTo((float) (factor * change[i]), within(TOLERANCE));
    }
  }

  private Map<String, float[]> start() {
    try (TorchModel model = ConvolutionsTuning.model(engine)) {
      Map<String, float[]> values = new HashMap<>(ConvolutionsTuning.parameters(model));
      values.remove(ConvolutionsTuning.CLASSIFIER.tensor());
      values.put(CENTROIDS, CLASSIFIER.codebook().centroids());
      return values;
    }
  }

  private Map<String, float[]> changes(
      OptimizerSettings optimizer, double centroidRateFactor, int step, int scheduleStart) {
    TuningSettings settings =
        new TuningSettings(
            Phase.TUNING,
            Shard.WHOLE,
            0,
            optimizer,
            centroidRateFactor,
            LossSettings.ofLabels(),
            Optional.empty(),
            scheduleStart,
            /* scheduleSteps= */ 4);
    TuningLayers layers =
        new TuningLayers(
            List.of(new LayerWeight(ConvolutionsTuning.CLASSIFIER, CLASSIFIER)),
            List.of(),
            List.of());
    try (TorchModel model = ConvolutionsTuning.model(engine);
        FineTuning tuning =
            ConvolutionsTuning.of(engine, model, settings, layers, Optional.empty(), SEED)) {
      tuning.step(step);
      TrainingState state = TrainingState.parse(tuning.state());
      Map<String, float[]> changes = new HashMap<>();
      start.forEach(
          (path, from) ->
              changes.put(
                  path,
                  difference(
                      path.equals(CENTROIDS)
                          ? tuning.codebooks().get("classifier").centroids()
                          : state.parameter(path).orElseThrow(),
                      from)));
      return changes;
    }
  }

  private static float[] difference(float[] to, float[] from) {
    float[] difference = to.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= from[i];
    }
    return difference;
  }

  private static double norm(Map<String, float[]> changes) {
    double squares = 0;
    for (float[] change : changes.values()) {
      for (float entry : change) {
        squares += (double) entry * entry;
      }
    }
    return Math.sqrt(squares);
  }

  private static OptimizerSettings descent(double weightDecay, double clipNorm) {
    return new OptimizerSettings(
        Kind.SGD, 1, Schedule.CONSTANT, /* momentum= */ 0, weightDecay, clipNorm);
  }
}
