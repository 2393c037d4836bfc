package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.quantization.recipe.NoiseSettings.Phi;
import dev.centroid.quantization.recipe.OptimizerSettings;
import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.scalar.ScalarLayout;
import dev.centroid.quantization.scalar.ScalarQuantizer;
import dev.centroid.quantization.scalar.ScalarWeight;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FineTuningTest {

  private static final long SEED = 11;
  private static final LayerPlan CLASSIFIER = ConvolutionsTuning.CLASSIFIER;
  private static final String TENSOR = CLASSIFIER.tensor();

  private static final ScalarScheme INT4 =
      new ScalarScheme(
          4,
          ScalarScheme.Granularity.CHANNEL,
          new ScalarScheme.Range(ScalarScheme.RangeMethod.MIN_MAX, ScalarScheme.Range.ALL));
  private static final ScalarLayout CHANNELS = new ScalarLayout(4, 12);
  private static final LayerPlan SCALAR_CLASSIFIER =
      new LayerPlan(
          0,
          "classifier",
          TENSOR,
          LayerKind.LINEAR,
          List.of(4L, 12L),
          false,
          Status.COMPRESSED,
          "a rule",
          Optional.of(new Quantization.Scalar(0, INT4, CHANNELS, Optional.empty())),
          Optional.empty(),
          Optional.empty(),
          192,
          56);

  private final TorchEngine engine = TestEngine.onThisThread();

  @Test
  void theLossFalls() {
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, adam(), Optional.empty(), nothingQuantized())) {
      // when
      double first = IntStream.range(0, 5).mapToDouble(tuning::step).average().orElseThrow();
      IntStream.range(5, 60).forEach(tuning::step);
      double last = IntStream.range(60, 65).mapToDouble(tuning::step).average().orElseThrow();

      // then
      assertThat(last).isLessThan(0.5 * first);
    }
  }

  static Stream<Arguments> noises() {
    TuningLayers blocks = nothingQuantized();
    TuningLayers entries = new TuningLayers(List.of(), List.of(SCALAR_CLASSIFIER), List.of());
    TuningLayers nearest =
        new TuningLayers(
            List.of(),
            List.of(CLASSIFIER),
            List.of(new LayerWeight(CLASSIFIER, ConvolutionsTuning.quantizedClassifier())));
    return Stream.of(
        Arguments.of(new NoiseSettings(Phi.PROXY, 0.5, false), blocks),
        Arguments.of(new NoiseSettings(Phi.PROXY, 0.5, true), blocks),
        Arguments.of(new NoiseSettings(Phi.MEAN, 0.5, false), blocks),
        Arguments.of(new NoiseSettings(Phi.PQ, 0.5, false), nearest),
        Arguments.of(new NoiseSettings(Phi.INT, 1, false), entries),
        Arguments.of(new NoiseSettings(Phi.INT, 0.5, false), entries));
  }

  @ParameterizedTest
  @MethodSource("noises")
  void noiseNeverTouchesTheMaster(NoiseSettings noise, TuningLayers layers) {
    try (TorchModel model = model()) {
      float[] before = model.parameter(TENSOR).value().toFloatArray();
      try (FineTuning tuning = tuning(model, tiniest(), Optional.of(noise), layers)) {
        // when
        IntStream.range(0, 30).forEach(tuning::step);

        // then
        float[] after = TrainingState.parse(tuning.state()).parameter(TENSOR).orElseThrow();
        assertThat(after).isEqualTo(before);
        assertThat(model.parameter(TENSOR).value().toFloatArray()).isNotEqualTo(before);
      }
    }
  }

  @Test
  void aLayerCanHaveANoiseRateOfItsOwn() {
    Quantization.Product rateless = new Quantization.Product(0, 4, 2, 12, 1, 0, Optional.of(0.0));
    LayerPlan quiet = withQuantization(CLASSIFIER, rateless);
    TuningLayers layers = new TuningLayers(List.of(), List.of(quiet), List.of());
    NoiseSettings everyBlock = new NoiseSettings(Phi.PROXY, 1, false);
    try (TorchModel model = model()) {
      float[] before = model.parameter(TENSOR).value().toFloatArray();
      try (FineTuning tuning = tuning(model, tiniest(), Optional.of(everyBlock), layers)) {
        // when
        tuning.step(0);

        // then
        assertThat(model.parameter(TENSOR).value().toFloatArray()).isEqualTo(before);
      }
    }
  }

  @Test
  void aLayerOfIntNStaysAsItIs() {
    try (TorchModel model = model()) {
      float[] weight = model.parameter(TENSOR).value().toFloatArray();
      ScalarWeight quantized = ScalarQuantizer.quantize(weight, CHANNELS, INT4);
      TuningLayers layers =
          new TuningLayers(
              List.of(new LayerWeight(SCALAR_CLASSIFIER, quantized)), List.of(), List.of());
      try (FineTuning tuning = tuning(model, adam(), Optional.empty(), layers)) {
        // when
        IntStream.range(0, 3).forEach(tuning::step);

        // then
        assertThat(model.parameter(TENSOR).value().toFloatArray()).isEqualTo(quantized.decode());
      }
    }
  }

  @Test
  void aQuantizedLayerKeepsItsCodesAndTrainsItsCentroids() {
    QuantizedWeight start = ConvolutionsTuning.quantizedClassifier();
    TuningLayers layers =
        new TuningLayers(List.of(new LayerWeight(CLASSIFIER, start)), List.of(), List.of());
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, adam(), Optional.empty(), layers)) {
      // when
      tuning.step(0);
      Codebook trained = tuning.codebooks().get("classifier");
      tuning.step(1);

      // then
      assertThat(trained).isNotEqualTo(start.codebook());
      assertThat(model.parameter(TENSOR).value().toFloatArray())
          .isEqualTo(start.withCodebook(trained).decode());
    }
  }

  @Test
  void theSameSliceGivesTheSameBytesTwice() {
    assertThat(stateAfter(12)).isEqualTo(stateAfter(12));
  }

  private static LayerPlan withQuantization(LayerPlan plan, Quantization quantization) {
    return new LayerPlan(
        plan.index(),
        plan.name(),
        plan.tensor(),
        plan.kind(),
        plan.shape(),
        plan.buffer(),
        plan.status(),
        plan.reason(),
        Optional.of(quantization),
        plan.tiedTo(),
        plan.fill(),
        plan.originalBytes(),
        plan.packedBytes());
  }

  private byte[] stateAfter(int steps) {
    NoiseSettings noise = new NoiseSettings(Phi.MEAN, 0.2, false);
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, adam(), Optional.of(noise), nothingQuantized())) {
      IntStream.range(0, steps).forEach(tuning::step);
      return tuning.state();
    }
  }

  private TorchModel model() {
    return ConvolutionsTuning.model(engine);
  }

  private FineTuning tuning(
      TorchModel model,
      OptimizerSettings optimizer,
      Optional<NoiseSettings> noise,
      TuningLayers layers) {
    return ConvolutionsTuning.of(
        engine,
        model,
        new TuningSettings(
            Phase.TUNING, Shard.WHOLE, 0, optimizer, 1, LossSettings.ofLabels(), noise, 0, 1000),
        layers,
        Optional.empty(),
        SEED);
  }

  private static TuningLayers nothingQuantized() {
    return new TuningLayers(List.of(), List.of(CLASSIFIER), List.of());
  }

  private static OptimizerSettings adam() {
    return new OptimizerSettings(Kind.ADAM, 1e-2, Schedule.CONSTANT, 0, 0, 1);
  }

  private static OptimizerSettings tiniest() {
    return new OptimizerSettings(Kind.SGD, 1e-30, Schedule.CONSTANT, 0, 0, 0);
  }
}
