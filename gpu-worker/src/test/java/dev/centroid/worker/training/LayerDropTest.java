package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.plan.Branch;
import dev.centroid.quantization.plan.Branches;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.quantization.recipe.NoiseSettings.Phi;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayerDropTest {

  private static final long SEED = 4;
  private static final double LEARNING_RATE = 0.05;
  private static final double DROP_RATE = 0.4;
  private static final int STEPS = 12;

  private final byte[] bytes = SampleData.model("residual_sequences");
  private final TorchScriptArchive archive = TorchScriptArchive.parse(bytes, "model.pt");
  private final Recipe recipe =
      RecipeParser.parse(
          """
          version: 1
          pruning:
            branches: [{each: "layers.*", outputs: [out_proj, fc2]}]
            remove: [layers.1]
          groups:
            - {name: all, layers: [{match: "**", blockSize: 4, centroids: 4}]}
          """,
          "recipe.yaml");
  private final List<Branch> branches = Branches.of(recipe, archive);
  private final LayerDrop drop = new LayerDrop(DROP_RATE, branches, SEED);
  private final TorchEngine engine = TestEngine.onThisThread();

  @Test
  void aBranchIsDroppedAtTheRate() {
    // when
    long dropped = IntStream.range(0, 20_000).filter(step -> drop.drops("layers.2", step)).count();

    // then: six deviations of a binomial distribution
    assertThat(dropped / 20_000.0).isCloseTo(DROP_RATE, within(0.021));
  }

  @Test
  void branchesAreDroppedIndependently() {
    // when
    long both =
        IntStream.range(0, 20_000)
            .filter(step -> drop.drops("layers.2", step) && drop.drops("layers.3", step))
            .count();

    // then
    assertThat(both / 20_000.0).isCloseTo(DROP_RATE * DROP_RATE, within(0.016));
  }

  @Test
  void theMastersOfADroppedBranchStayAsTheyAreAndAllOthersMove() {
    OptimizerSettings adam =
        new OptimizerSettings(Kind.ADAM, LEARNING_RATE, Schedule.CONSTANT, 0, 0.01, 0.5);
    NoiseSettings noise = new NoiseSettings(Phi.PROXY, 0.3, false);
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, adam, Optional.of(noise), drop, Set.of())) {
      TrainingState before = TrainingState.parse(tuning.state());
      for (int step = 0; step < STEPS; step++) {
        // when
        tuning.step(step);

        // then
        TrainingState after = TrainingState.parse(tuning.state());
        for (TorchParameter parameter : model.parameters()) {
          String path = parameter.path();
          boolean moved =
              !Arrays.equals(
                  before.parameter(path).orElseThrow(), after.parameter(path).orElseThrow());
          assertThat(moved).as("step %d, %s", step, path).isEqualTo(!isDropped(path, step));
        }
        before = after;
      }
    }
  }

  @Test
  void stepsAreThoseOfAModelWhoseDroppedBranchesAddNothing() {
    OptimizerSettings sgd =
        new OptimizerSettings(Kind.SGD, LEARNING_RATE, Schedule.CONSTANT, 0, 0, 0);
    try (TorchModel model = model();
        FineTuning tuning = tuning(model, sgd, Optional.empty(), drop, Set.of())) {
      // when
      IntStream.range(0, STEPS).forEach(tuning::step);

      // then
      TrainingState state = TrainingState.parse(tuning.state());
      obvious()
          .forEach(
              (path, values) ->
                  assertThat(state.parameter(path).orElseThrow())
                      .as(path)
                      .containsExactly(values, within(1e-5f)));
    }
  }

  @Test
  void whatIsRemovedNeitherTrainsNorIsInTheState() {
    OptimizerSettings adam =
        new OptimizerSettings(Kind.ADAM, LEARNING_RATE, Schedule.CONSTANT, 0, 0.01, 0);
    Set<String> removed =
        branches.stream()
            .filter(Branch::removed)
            .flatMap(branch -> branch.members().stream())
            .collect(Collectors.toSet());
    try (TorchModel model = model()) {
      model.parameters().stream()
          .filter(parameter -> removed.contains(parameter.path()))
          .forEach(LayerDropTest::zero);
      try (FineTuning tuning = tuning(model, adam, Optional.empty(), LayerDrop.NONE, removed)) {
        // when
        IntStream.range(0, STEPS).forEach(tuning::step);

        // then
        TrainingState state = TrainingState.parse(tuning.state());
        for (TorchParameter parameter : model.parameters()) {
          assertThat(state.parameter(parameter.path()).isEmpty())
              .as(parameter.path())
              .isEqualTo(removed.contains(parameter.path()));
          if (removed.contains(parameter.path())) {
            assertThat(parameter.value().toFloatArray()).containsOnly(0);
          }
        }
      }
    }
  }

  /** Plain SGD: writes zeros by hand, and leaves every tensor of a dropped branch as it was. */
  private Map<String, float[]> obvious() {
    Map<String, float[]> masters = new LinkedHashMap<>();
    TuningData data = data();
    try (TorchModel model = model()) {
      model.parameters().forEach(p -> masters.put(p.path(), p.value().toFloatArray()));
      for (int number = 0; number < STEPS; number++) {
        try (NDManager step = model.newStep()) {
          for (TorchParameter parameter : model.parameters()) {
            boolean zero =
                isDropped(parameter.path(), number)
                    && branches.stream().anyMatch(b -> b.outputs().contains(parameter.path()));
            float[] master = masters.get(parameter.path());
            float[] value = zero ? new float[master.length] : master;
            parameter.write(step.create(value, parameter.value().getShape()));
          }
          Batch batch = data.batch(step, number);
          engine.seed(
              CounterRandom.of(SEED, Purpose.ENGINE, Phase.FLOAT_TUNING.coordinate(), number)
                  .nextLong());
          NDArray logits = Losses.rows(model.forward(batch.inputs(), ForwardMode.TRAINING));
          model.backward(Losses.crossEntropy(logits, batch.labels().orElseThrow()));
          for (TorchParameter parameter : model.parameters()) {
            float[] gradient = parameter.gradient(step).toFloatArray();
            float[] master = masters.get(parameter.path());
            for (int i = 0; i < master.length && !isDropped(parameter.path(), number); i++) {
              master[i] -= (float) (LEARNING_RATE * gradient[i]);
            }
          }
          model.zeroGradients();
        }
      }
    }
    return masters;
  }

  private boolean isDropped(String path, int step) {
    return branches.stream()
        .anyMatch(branch -> branch.members().contains(path) && drop.drops(branch.name(), step));
  }

  private static void zero(TorchParameter parameter) {
    try (NDArray zeros = parameter.value().zerosLike()) {
      parameter.write(zeros);
    }
  }

  private TorchModel model() {
    return TorchModel.load(engine, bytes, Map.of(), "model.pt");
  }

  private static TuningData data() {
    DataSettings settings =
        new DataSettings(InputType.INT64, 1, List.of(), List.of(), Augmentation.NONE);
    Dataset dataset =
        Dataset.of(SafetensorsFile.parse(SampleData.sequences(64, 1), "train"), "train", settings);
    return new TuningData(dataset, SEED, Phase.FLOAT_TUNING, 16, Augmentation.NONE);
  }

  private FineTuning tuning(
      TorchModel model,
      OptimizerSettings optimizer,
      Optional<NoiseSettings> noise,
      LayerDrop layerDrop,
      Set<String> removed) {
    List<LayerPlan> pending =
        Planner.plan(recipe, archive, bytes.length).layers().stream()
            .filter(layer -> layer.quantization().isPresent())
            .toList();
    return new FineTuning(
        engine,
        model,
        new TuningSettings(
            Phase.FLOAT_TUNING,
            Shard.WHOLE,
            -1,
            optimizer,
            1,
            LossSettings.ofLabels(),
            noise,
            0,
            STEPS),
        new TuningLayers(List.of(), pending, List.of(), layerDrop, removed),
        data(),
        Optional.empty(),
        SEED,
        TrainingState.INITIAL);
  }
}
