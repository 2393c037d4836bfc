package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.plan.Sharing;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.quantization.recipe.OptimizerSettings;
import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.data.Batch;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.engine.TorchParameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Modules that the model keeps apart and the recipe makes one. */
class SharedParametersTest {

  private static final long SEED = 4;
  private static final double RATE = 0.05;
  private static final int STEPS = 8;

  private final TorchScriptArchive given =
      TorchScriptArchive.parse(SampleData.model("residual_sequences"), "model.pt");
  private final Recipe recipe =
      RecipeParser.parse(
          """
          version: 1
          sharing: [[layers.1, layers.0], [layers.2, layers.3]]
          groups:
            - {name: all, layers: [{match: head, blockSize: 4, centroids: 4}]}
          """,
          "recipe.yaml");
  private final Sharing sharing = Sharing.of(recipe, given);
  private final byte[] start = given.withTensors(sharing.startValues(given));
  private final TorchEngine engine = TestEngine.onThisThread();

  @Test
  void theyStartWithTheValueOfTheModuleThatIsListedFirst() {
    // given
    TorchScriptArchive started = TorchScriptArchive.parse(start, "start.pt");

    // then
    assertThat(started.floats("layers.0.fc1.weight"))
        .isEqualTo(given.floats("layers.1.fc1.weight"));
    assertThat(started.floats("layers.1.fc1.weight"))
        .isEqualTo(given.floats("layers.1.fc1.weight"));
    assertThat(started.floats("layers.3.fc1.weight"))
        .isEqualTo(given.floats("layers.2.fc1.weight"));
    assertThat(started.floats("embedding.weight")).isEqualTo(given.floats("embedding.weight"));
  }

  @Test
  void theyTrainAsSeparateTensorsDoWhoseGradientsAreSummed() {
    // when
    Map<String, float[]> shared = new LinkedHashMap<>();
    try (TorchModel model = TorchModel.load(engine, start, sharing.holders(), "model.pt");
        FineTuning tuning = tuning(model)) {
      for (int step = 0; step < STEPS; step++) {
        tuning.step(step);
      }
      TrainingState state = TrainingState.parse(tuning.state());
      model
          .parameters()
          .forEach(p -> shared.put(p.path(), state.parameter(p.path()).orElseThrow()));
    }

    // then
    Map<String, float[]> apart = trainApart();
    assertThat(shared).hasSizeLessThan(apart.size());
    shared.forEach(
        (path, values) ->
            assertThat(values).as(path).containsExactly(apart.get(path), within(1e-5f)));
  }

  @Test
  void everyCopyHasTheValueThatTheModelComputesWith() {
    try (TorchModel model = TorchModel.load(engine, start, sharing.holders(), "model.pt");
        FineTuning tuning = tuning(model)) {
      // when
      tuning.step(0);
      model.parameters().forEach(TorchParameter::spread);

      // then
      TorchScriptArchive trained = TorchScriptArchive.parse(model.toArchive(), "trained.pt");
      sharing
          .holders()
          .forEach(
              (path, holder) ->
                  assertThat(trained.floats(path)).as(path).isEqualTo(trained.floats(holder)));
      assertThat(trained.floats("layers.0.fc1.weight"))
          .isNotEqualTo(given.floats("layers.1.fc1.weight"));
    }
  }

  /** The obvious way: every tensor on its own, and equal tensors get the sum of their gradients. */
  private Map<String, float[]> trainApart() {
    TuningData data = data();
    try (TorchModel model = TorchModel.load(engine, start, Map.of(), "apart.pt")) {
      for (int number = 0; number < STEPS; number++) {
        try (NDManager step = model.newStep()) {
          Batch batch = data.batch(step, number);
          engine.seed(
              CounterRandom.of(SEED, Purpose.ENGINE, Phase.FLOAT_TUNING.coordinate(), number)
                  .nextLong());
          NDArray logits = Losses.rows(model.forward(batch.inputs(), ForwardMode.TRAINING));
          model.backward(Losses.crossEntropy(logits, batch.labels().orElseThrow()));
          Map<String, float[]> sums = new LinkedHashMap<>();
          for (TorchParameter parameter : model.parameters()) {
            float[] gradient = parameter.gradient(step).toFloatArray();
            sums.merge(holder(parameter.path()), gradient, SharedParametersTest::sum);
          }
          for (TorchParameter parameter : model.parameters()) {
            float[] value = parameter.value().toFloatArray();
            float[] gradient = sums.get(holder(parameter.path()));
            for (int index = 0; index < value.length; index++) {
              value[index] -= (float) (RATE * gradient[index]);
            }
            parameter.write(step.create(value, parameter.value().getShape()));
          }
          model.zeroGradients();
        }
      }
      Map<String, float[]> values = new LinkedHashMap<>();
      model.parameters().forEach(p -> values.put(p.path(), p.value().toFloatArray()));
      return values;
    }
  }

  private String holder(String path) {
    return sharing.holders().getOrDefault(path, path);
  }

  private static float[] sum(float[] one, float[] other) {
    float[] sum = one.clone();
    for (int index = 0; index < sum.length; index++) {
      sum[index] += other[index];
    }
    return sum;
  }

  private static TuningData data() {
    DataSettings settings =
        new DataSettings(InputType.INT64, 1, List.of(), List.of(), Augmentation.NONE);
    Dataset dataset =
        Dataset.of(SafetensorsFile.parse(SampleData.sequences(64, 1), "train"), "train", settings);
    return new TuningData(dataset, SEED, Phase.FLOAT_TUNING, 16, Augmentation.NONE);
  }

  private FineTuning tuning(TorchModel model) {
    return new FineTuning(
        engine,
        model,
        new TuningSettings(
            Phase.FLOAT_TUNING,
            Shard.WHOLE,
            -1,
            new OptimizerSettings(Kind.SGD, RATE, Schedule.CONSTANT, 0, 0, 0),
            1,
            LossSettings.ofLabels(),
            Optional.empty(),
            0,
            STEPS),
        new TuningLayers(new ArrayList<>(), List.of(), List.of()),
        data(),
        Optional.empty(),
        SEED,
        TrainingState.INITIAL);
  }
}
