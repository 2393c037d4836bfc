package dev.centroid.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.engine.TorchEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationJobTest {

  private static final String IMAGES =
      """
      version: 1
      batchSize: 16
      data: {dtype: float32, scale: 1/255, mean: [0.4], deviation: [0.25]}
      kmeans: {init: sample, iterations: 10}
      floatTuning:
        steps: 8
        optimizer: {kind: adam, learningRate: 1e-2}
        loss: {crossEntropy: 1}
      groups:
        - name: all
          steps: 8
          layers:
            - {match: "{stem,grouped,depthwise}", blockSize: 9, centroids: 16}
            - {match: "{pointwise,classifier}", blockSize: 4, centroids: 16}
      tuning:
        optimizer: {kind: sgd, learningRate: 0.02}
        loss: {crossEntropy: 1, distillation: 1}
      batchNorm: {recalibrationBatches: 5}
      """;

  private static final String SEQUENCES_WITHOUT_STEPS =
      """
      version: 1
      metric: perplexity
      batchSize: 16
      data: {dtype: int64}
      groups:
        - name: all
          layers:
            - {match: "**", blockSize: 4, centroids: 16}
      batchNorm: {recalibrationBatches: 5}
      """;

  private static final String ACTIVATIONS = "activations: {bits: 8, rate: 0.5, momentum: 0.1}\n";

  @TempDir private Path directory;
  private ArtifactStore artifacts = new DirectoryArtifactStore(Path.of(""));

  @BeforeEach
  void openStore() throws IOException {
    artifacts = new DirectoryArtifactStore(directory);
  }

  private LocalJob.Result run(String model, byte[] train, byte[] eval, String yaml, int slice)
      throws IOException {
    JobInputs inputs =
        new JobInputs(
            artifacts.put(SampleData.model(model)),
            artifacts.put(train),
            artifacts.put(eval),
            artifacts.put(yaml.getBytes(StandardCharsets.UTF_8)));
    return new LocalJob(
            TorchEngine.start("cpu"), artifacts, new InMemoryCodebookStore(), inputs, 7, 1, slice)
        .run();
  }

  private LocalJob.Result images(String yaml, int slice) throws IOException {
    return run("convolutions", SampleData.images(100, 1), SampleData.images(50, 2), yaml, slice);
  }

  private LocalJob.Result sequences() throws IOException {
    return run(
        "tied_language_model",
        SampleData.sequences(60, 1),
        SampleData.sequences(30, 2),
        SEQUENCES_WITHOUT_STEPS + ACTIVATIONS,
        20);
  }

  @Test
  void thePackedFileIsAsLongAsThePlanSays() throws IOException {
    LocalJob.Result result = images(IMAGES + ACTIVATIONS, 8);

    assertThat(result.packaged().packedBytes()).isEqualTo(result.program().packedFileBytes());
  }

  @Test
  void slicesOfAnyLengthGiveTheSameFileBitByBit() throws IOException {
    LocalJob.Result whole = images(IMAGES + ACTIVATIONS, 8);
    LocalJob.Result cut = images(IMAGES + ACTIVATIONS, 3);

    assertThat(cut.packaged()).isEqualTo(whole.packaged());
    assertThat(cut.after()).isEqualTo(whole.after());
  }

  @Test
  void theModelAsGivenIsMeasuredWithoutQuantizedActivations() throws IOException {
    assertThat(images(IMAGES + ACTIVATIONS, 8).before()).isEqualTo(images(IMAGES, 8).before());
  }

  @Test
  void thePackedFileAndTheModelAsGivenMakeTheResultingModel() throws IOException {
    LocalJob.Result result = images(IMAGES + ACTIVATIONS, 8);
    TorchScriptArchive given = TorchScriptArchive.parse(SampleData.model("convolutions"), "given");
    PackedModel packed =
        PackedModelReader.parse(artifacts.read(result.packaged().packed()), "packed");

    assertThat(JobModel.selfDecoding(given, packed))
        .isEqualTo(artifacts.read(result.packaged().model()));
  }

  @Test
  void theResultingModelIsMeasuredUnderItsOwnRecipe() throws IOException {
    LocalJob.Result result = images(IMAGES + ACTIVATIONS, 8);
    JobInputs inputs =
        new JobInputs(
            result.packaged().model(),
            artifacts.put(SampleData.images(100, 1)),
            artifacts.put(SampleData.images(50, 2)),
            artifacts.put((IMAGES + ACTIVATIONS).getBytes(StandardCharsets.UTF_8)));
    TaskRunner runner =
        new TaskRunner(TorchEngine.start("cpu"), artifacts, new InMemoryCodebookStore());
    Task task =
        new Task.Evaluate(
            new TaskHeader("job/0", "job", 1, inputs, 7, 1), Optional.empty(), Optional.empty());

    assertThat(runner.run(task, new Unwatched())).isEqualTo(result.after());
  }

  private static final class Unwatched implements TaskMonitor {
    @Override
    public void progress(int done, int total, double loss) {}

    @Override
    public void active() {}

    @Override
    public void layersPlanned(List<LayerPlan> some) {}
  }

  @Test
  void recalibrationAloneObservesTheRangesOfAModelWithoutBatchNorm() throws IOException {
    LocalJob.Result result = sequences();

    TorchScriptArchive model =
        TorchScriptArchive.parse(artifacts.read(result.packaged().model()), "result");
    for (String layer : List.of("mix", "head")) {
      assertThat(model.floats(layer + ".input_low")[0])
          .isFinite()
          .isLessThan(model.floats(layer + ".input_high")[0]);
    }
  }
}
