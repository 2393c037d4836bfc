package dev.centroid.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.engine.TorchEngine;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetTest {

  private static final String RECIPE =
      """
      version: 1
      budget: %s
      batchSize: 16
      data: {dtype: float32, scale: 1/255, mean: [0.4], deviation: [0.25]}
      kmeans: {weights: fisher, fisherBatches: 4}
      groups:
        - name: all
          layers:
            - {match: "{stem,grouped,depthwise}", blockSize: [3, 9], centroids: [4, 16], bits: [4]}
            - {match: "{pointwise,classifier}", blockSize: 4, centroids: [4, 8, 16]}
      """;

  @TempDir private Path directory;
  private ArtifactStore artifacts = new DirectoryArtifactStore(Path.of("unused"));
  private TorchEngine engine = TorchEngine.start("cpu");

  @BeforeEach
  void open() {
    artifacts = new DirectoryArtifactStore(directory);
    engine = TorchEngine.start("cpu");
  }

  @Test
  void theDecidedRecipeAloneGivesAFileWithinTheBudget() throws IOException {
    JobInputs undecided = inputs(RECIPE.formatted("2400B"));

    Digest decided = decide(undecided);

    LocalJob.Result result = localJob(withRecipe(undecided, decided)).run();
    assertThat(result.program().undecided()).isFalse();
    assertThat(result.packaged().packedBytes())
        .isEqualTo(result.program().packedFileBytes())
        .isBetween(2_300L, 2_400L);
  }

  @Test
  void aLargerBudgetGivesASmallerError() throws IOException {
    List<Double> errors = new ArrayList<>();
    for (String budget : List.of("2300B", "2500B", "2800B", "3.2KB")) {
      JobInputs undecided = inputs(RECIPE.formatted(budget));
      errors.add(squaredError(localJob(withRecipe(undecided, decide(undecided))).run()));
    }

    assertThat(errors).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
  }

  /** Of all weights in the packed file. */
  private double squaredError(LocalJob.Result result) throws IOException {
    TorchScriptArchive given =
        TorchScriptArchive.parse(SampleData.model("convolutions"), "model.pt");
    PackedModel packed =
        PackedModelReader.parse(artifacts.read(result.packaged().packed()), "packed");
    double error = 0;
    for (LayerPlan layer : result.plan()) {
      if (layer.status() == LayerPlan.Status.COMPRESSED) {
        FloatBuffer decoded =
            packed.decode(layer.tensor()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (float value : given.floats(layer.tensor())) {
          error += Math.pow(decoded.get() - value, 2);
        }
      }
    }
    return error;
  }

  @Test
  void theSameBudgetIsDecidedAlikeTwice() throws IOException {
    JobInputs undecided = inputs(RECIPE.formatted("2.5KB"));

    assertThat(decide(undecided)).isEqualTo(decide(undecided));
  }

  @Test
  void aBudgetThatCannotBeMetIsRefusedWithWhatCan() throws IOException {
    JobInputs undecided = inputs(RECIPE.formatted("500B"));

    assertThatThrownBy(() -> decide(undecided))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "the recipe's budget of 500 bytes cannot be met: with the smallest choices the packed"
                + " file takes \\d+; raise the budget or give smaller choices");
  }

  @Test
  void aChoiceThatDoesNotSuitItsLayerIsRefusedBeforeAnythingIsMeasured() throws IOException {
    JobInputs undecided = inputs(RECIPE.formatted("2KB").replace("[3, 9]", "[3, 1000]"));

    assertThatThrownBy(() -> localJob(undecided).inspect())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("blockSize 1000");
  }

  private Digest decide(JobInputs inputs) throws IOException {
    TaskRunner runner = new TaskRunner(engine, artifacts, new InMemoryCodebookStore());
    List<LayerPlan> plan = new ArrayList<>();
    TaskMonitor monitor =
        new TaskMonitor() {
          @Override
          public void progress(int done, int total, double loss) {}

          @Override
          public void active() {}

          @Override
          public void layersPlanned(List<LayerPlan> layers) {
            plan.addAll(layers);
          }
        };
    TaskHeader header = new TaskHeader("job/0/0", "job", 1, inputs, 7, 1);
    runner.run(new Task.Inspect(header), monitor);
    Digest fisher =
        ((TaskOutcome.Sensitivity)
                runner.run(new Task.Sensitivity(header, Optional.empty(), List.of()), monitor))
            .fisher();
    List<Task.LayerErrors> errors = new ArrayList<>();
    for (LayerPlan layer : plan) {
      if (layer.quantization().isPresent()) {
        TaskOutcome.Choices choices =
            (TaskOutcome.Choices)
                runner.run(new Task.Choices(header, layer.index(), fisher), monitor);
        errors.add(new Task.LayerErrors(layer.index(), choices.errors()));
      }
    }
    return ((TaskOutcome.Allocated) runner.run(new Task.Allocate(header, errors), monitor))
        .recipe();
  }

  private JobInputs inputs(String recipe) throws IOException {
    return new JobInputs(
        artifacts.put(SampleData.model("convolutions")),
        artifacts.put(SampleData.images(64, 1)),
        artifacts.put(SampleData.images(32, 2)),
        artifacts.put(recipe.getBytes(StandardCharsets.UTF_8)));
  }

  private static JobInputs withRecipe(JobInputs inputs, Digest recipe) {
    return new JobInputs(inputs.model(), inputs.train(), inputs.evaluation(), recipe);
  }

  private LocalJob localJob(JobInputs inputs) {
    return new LocalJob(engine, artifacts, new InMemoryCodebookStore(), inputs, 7, 1, 16);
  }
}
