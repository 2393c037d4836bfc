package dev.centroid.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.engine.TorchEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectExecutorTest {

  private static final String RECIPE =
      """
      version: 1
      batchSize: 10
      data: {dtype: float32, scale: 1/255}
      floatTuning:
        steps: 20
        optimizer: {kind: adam, learningRate: 1e-3}
        loss: {crossEntropy: 1}
        noise: {phi: pq, rate: 0.1}
      groups:
        - name: first
          layers: [{match: stem, blockSize: 9, centroids: 4}]
      """;

  @TempDir private Path directory;

  @Test
  void theProgramFollowsRecipeAndData() throws IOException {
    // when
    JobProgram program =
        inspect(SampleData.model("convolutions"), SampleData.images(64, 1), RECIPE);

    // then
    assertThat(program.floatSteps()).isEqualTo(20);
    assertThat(program.floatNoiseRefreshSteps()).isEqualTo(6);
    assertThat(program.groups()).hasSize(1);
    assertThat(program.recalibrate()).isFalse();
  }

  @Test
  void dataOfAnotherShapeThanTheModelTakesIsRefused() {
    byte[] narrow =
        SampleData.file(
            new TensorInfo("inputs", DType.U8, List.of(2L, 1L, 8L, 8L)),
            ByteBuffer.wrap(new byte[128]),
            List.of(2L),
            new long[2]);
    assertThatThrownBy(() -> inspect(SampleData.model("convolutions"), narrow, RECIPE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("train.safetensors")
        .hasMessageContaining("[N, 1, 8, 8]")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aLabelOutOfRangeIsRefused() {
    byte[] wrong =
        SampleData.file(
            new TensorInfo("inputs", DType.U8, List.of(1L, 3L, 8L, 8L)),
            ByteBuffer.wrap(new byte[192]),
            List.of(1L),
            new long[] {4});
    assertThatThrownBy(() -> inspect(SampleData.model("convolutions"), wrong, RECIPE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("label 4 of example 0");
  }

  @Test
  void aWeightThatIsNotANumberIsRefusedWithItsLayer() {
    TorchScriptArchive archive =
        TorchScriptArchive.parse(SampleData.model("convolutions"), "model");
    ByteBuffer weight = ByteBuffer.allocate(4 * 12 * 4).order(ByteOrder.LITTLE_ENDIAN);
    weight.putFloat(20, Float.NaN);
    byte[] broken = archive.withTensors(Map.of("classifier.weight", weight));
    assertThatThrownBy(() -> inspect(broken, SampleData.images(8, 1), RECIPE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("classifier")
        .hasMessageContaining("index 5");
  }

  private JobProgram inspect(byte[] model, byte[] train, String recipe) throws IOException {
    ArtifactStore artifacts = new DirectoryArtifactStore(directory);
    JobInputs inputs =
        new JobInputs(
            artifacts.put(model),
            artifacts.put(train),
            artifacts.put(SampleData.images(8, 2)),
            artifacts.put(recipe.getBytes(StandardCharsets.UTF_8)));
    return new LocalJob(
            TorchEngine.start("cpu"), artifacts, new InMemoryCodebookStore(), inputs, 1, 1, 10)
        .inspect();
  }
}
