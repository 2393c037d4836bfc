package dev.centroid.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.engine.TorchEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that leave out branches. */
class PruningTest {

  private static final String SEQUENCES =
      """
      version: 1
      metric: perplexity
      batchSize: 16
      data: {dtype: int64}
      floatTuning:
        steps: 40
        optimizer: {kind: adam, learningRate: 2e-2, schedule: linear}
        loss: {crossEntropy: 1}
      pruning: %s
      groups:
        - name: all
          steps: 20
          layers:
            - {match: "**", blockSize: 4, centroids: 16}
      tuning:
        optimizer: {kind: adam, learningRate: 1e-2}
        loss: {crossEntropy: 1, distillation: 1}
      """;

  private static final String IMAGES =
      """
      version: 1
      batchSize: 16
      data: {dtype: float32, scale: 1/255, mean: [0.4], deviation: [0.25]}
      floatTuning:
        steps: 40
        optimizer: {kind: adam, learningRate: 1e-2, schedule: cosine, clipNorm: 1}
        loss: {crossEntropy: 1}
      pruning: %s
      groups:
        - name: all
          steps: 10
          layers:
            - {match: "**", blockSize: 3, centroids: 16}
      tuning:
        optimizer: {kind: adam, learningRate: 1e-2}
        loss: {crossEntropy: 1}
      batchNorm: {recalibrationBatches: 10}
      """;

  private static final String LAYERS =
      "{rate: 0.2, branches: [{each: 'layers.*', outputs: [out_proj, fc2]}], remove: everyOther}";

  @TempDir private Path directory;

  @Test
  void layersOfAPreNormStackAreLeftOutOfTheFile() throws IOException {
    assertPruned(
        sequences("residual_sequences", LAYERS, 20), "residual_sequences", "layers\\.[13]\\..*");
  }

  @Test
  void branchesOfAConvolutionalNetworkAreLeftOutOfTheFile() throws IOException {
    assertPruned(
        images(
            "{rate: 0.2, branches: [{each: 'blocks.*', members: ['conv*', 'bn*'],"
                + " outputs: [bn2]}], remove: everyOther}"),
        "residual_images",
        "blocks\\.[13]\\.(conv|bn).*");
  }

  @Test
  void slicesOfAnyLengthGiveTheSameFileBitByBit() throws IOException {
    // when
    LocalJob.Result whole = sequences("residual_sequences", LAYERS, 40).run();
    LocalJob.Result cut = sequences("residual_sequences", LAYERS, 7).run();

    // then
    assertThat(cut.state()).isEqualTo(whole.state());
    assertThat(cut.packaged()).isEqualTo(whole.packaged());
  }

  @Test
  void aNormAfterTheSumIsRefusedAsAMember() throws IOException {
    LocalJob job =
        sequences(
            "post_norm_sequences",
            "{branches: [{each: 'layers.*', outputs: [fc2]}], remove: everyOther}",
            20);

    assertThatThrownBy(job::inspect)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "pruning: branch layers.0 cannot be left out: with its outputs zero the model still"
                + " depends on layers.0.ln.weight; ");
  }

  @Test
  void aLayerWithANormAfterTheSumCanBeLeftOutWhenTheNormIsKept() throws IOException {
    LocalJob job =
        sequences(
            "post_norm_sequences",
            "{branches: [{each: 'layers.*', members: ['fc?'], outputs: [fc2]}],"
                + " remove: everyOther}",
            20);

    assertThatCode(job::inspect).doesNotThrowAnyException();
  }

  @Test
  void aProjectionPathIsRefusedAsAMember() throws IOException {
    LocalJob job = images("{branches: [{each: 'blocks.2', outputs: [bn2]}], remove: [blocks.2]}");

    assertThatThrownBy(job::inspect)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("depends on blocks.2.down.weight");
  }

  @Test
  void anOutputThatIsForgottenIsRefused() throws IOException {
    LocalJob job =
        sequences(
            "residual_sequences",
            "{branches: [{each: 'layers.*', outputs: [fc2]}], remove: [layers.3]}",
            20);

    assertThatThrownBy(job::inspect)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("with its outputs zero the model still depends on layers.0.");
  }

  private void assertPruned(LocalJob job, String model, String removed) throws IOException {
    // when
    LocalJob.Result result = job.run();

    // then
    assertThat(result.packaged().packedBytes()).isEqualTo(result.program().packedFileBytes());
    assertThat(result.after().loss()).isLessThan(result.before().loss());
    byte[] file =
        new DirectoryArtifactStore(directory.resolve("home")).read(result.packaged().packed());
    PackedModel packed = PackedModelReader.parse(file, model);
    for (LayerPlan layer : result.plan()) {
      boolean gone = layer.tensor().matches(removed);
      assertThat(layer.status() == Status.REMOVED).as(layer.tensor()).isEqualTo(gone);
      assertThat(!gone || isZero(packed.decode(layer.tensor()))).as(layer.tensor()).isTrue();
    }
  }

  private static boolean isZero(ByteBuffer data) {
    boolean zero = true;
    while (data.hasRemaining()) {
      zero &= data.get() == 0;
    }
    return zero;
  }

  private LocalJob sequences(String model, String pruning, int slice) throws IOException {
    return job(
        model,
        SampleData.sequences(60, 1),
        SampleData.sequences(30, 2),
        SEQUENCES.formatted(pruning),
        slice);
  }

  private LocalJob images(String pruning) throws IOException {
    return job(
        "residual_images",
        SampleData.images(100, 1),
        SampleData.images(50, 2),
        IMAGES.formatted(pruning),
        20);
  }

  private LocalJob job(String model, byte[] train, byte[] eval, String yaml, int slice)
      throws IOException {
    ArtifactStore artifacts = new DirectoryArtifactStore(directory.resolve("home"));
    JobInputs inputs =
        new JobInputs(
            artifacts.put(SampleData.model(model)),
            artifacts.put(train),
            artifacts.put(eval),
            artifacts.put(yaml.getBytes(StandardCharsets.UTF_8)));
    return new LocalJob(
        TorchEngine.start("cpu"), artifacts, new InMemoryCodebookStore(), inputs, 7, 1, slice);
  }
}
