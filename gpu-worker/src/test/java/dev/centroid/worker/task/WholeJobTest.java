package dev.centroid.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.engine.TorchEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeJobTest {

  private static final String IMAGES =
      """
      version: 1
      batchSize: 16
      data: {dtype: float32, scale: 1/255, mean: [0.4], deviation: [0.25], augment: {padAndCrop: 1}}
      kmeans: {init: sample, iterations: 10, weights: fisher, fisherBatches: 5}
      floatTuning:
        steps: 24
        optimizer: {kind: adam, learningRate: 1e-2, schedule: cosine, clipNorm: 1}
        loss: {crossEntropy: 1}
        noise: {phi: pq, rate: 0.1}
      groups:
        - name: spatial
          steps: 12
          layers:
            - {match: "{stem,grouped,depthwise}", blockSize: 9, centroids: 16}
        - name: rest
          steps: 12
          layers:
            - {match: "{pointwise,classifier}", blockSize: 4, centroids: 16}
      tuning:
        optimizer: {kind: sgd, learningRate: 0.02, momentum: 0.9}
        loss: {crossEntropy: 1, distillation: 1, temperature: 2}
        noise: {phi: pq, rate: 0.1}
      batchNorm: {recalibrationBatches: 20}
      """;

  private static final String SEQUENCES =
      """
      version: 1
      metric: perplexity
      batchSize: 16
      data: {dtype: int64}
      floatTuning:
        steps: 60
        optimizer: {kind: adamw, learningRate: 2e-2, schedule: linear, weightDecay: 0.01}
        loss: {crossEntropy: 1}
      groups:
        - name: all
          steps: 30
          layers:
            - {match: "*", blockSize: 4, centroids: 16}
      tuning:
        optimizer: {kind: adam, learningRate: 1e-2}
        loss: {crossEntropy: 1}
      """;

  private static final String SHARED =
      """
      version: 1
      metric: perplexity
      batchSize: 16
      data: {dtype: int64}
      floatTuning:
        steps: 40
        optimizer: {kind: adamw, learningRate: 2e-2, schedule: linear, weightDecay: 0.01}
        loss: {crossEntropy: 1}
        noise: {phi: pq, rate: 0.1}
      sharing: [[layers.1, layers.0], [layers.2, layers.3]]
      groups:
        - name: feed-forward
          steps: 10
          layers:
            - {match: "layers.{0,2}.{fc1,fc2}", blockSize: 4, centroids: 16, permute: true}
        - name: rest
          steps: 10
          layers:
            - {match: "**", blockSize: 4, centroids: 16, permute: true}
      tuning:
        optimizer: {kind: adam, learningRate: 1e-2}
        loss: {crossEntropy: 1, distillation: 1}
        noise: {phi: proxy, rate: 0.1}
      """;

  private static final String NOISY =
      """
      version: 1
      batchSize: 16
      data: {dtype: float32, scale: 1/255, mean: [0.4], deviation: [0.25]}
      floatTuning:
        steps: 30
        optimizer: {kind: adam, learningRate: 1e-2}
        loss: {crossEntropy: 1}
        noise: {phi: proxy, rate: 0.5}
        recalibrationBatches: %d
      groups:
        - name: all
          layers:
            - {match: "{stem,grouped,depthwise}", blockSize: 9, centroids: 64}
      """;

  /** Plain descent, so that the mean of several steps is a step by the mean of their gradients. */
  private static final String DESCENT =
      """
      version: 1
      batchSize: %d
      dataParallel: {shards: %d, averageEvery: 1}
      data: {dtype: float32}
      groups:
        - name: hidden
          steps: 12
          layers:
            - {match: hidden, blockSize: 2, centroids: 8}
      tuning:
        optimizer: {kind: sgd, learningRate: 0.5, momentum: 0.5}
        loss: {crossEntropy: 1}
      """;

  /** Relative error of 16 centroids for blocks of 4; measured: at most 0.31. */
  private static final double UNTRAINED_ERROR = 0.35;

  @TempDir private Path directory;

  private LocalJob.Result run(
      String model, byte[] train, byte[] eval, String yaml, String home, int slice)
      throws IOException {
    ArtifactStore artifacts = new DirectoryArtifactStore(directory.resolve(home));
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

  private LocalJob.Result images(String home, int slice) throws IOException {
    return run(
        "convolutions", SampleData.images(100, 1), SampleData.images(50, 2), IMAGES, home, slice);
  }

  @Test
  void aConvolutionalNetworkLearnsAndIsPackedToThePredictedSize() throws IOException {
    // when
    LocalJob.Result result = images("a", 12);

    // then
    assertThat(result.packaged().packedBytes()).isEqualTo(result.program().packedFileBytes());
    assertThat(result.after().loss()).isLessThan(0.7 * result.before().loss());
    assertThat(result.after().metric()).isGreaterThan(result.before().metric());
  }

  @Test
  void statisticsReestimatedAfterNoisyTuningFitTheModelWithoutNoise() throws IOException {
    // given
    byte[] train = SampleData.images(100, 1);
    byte[] eval = SampleData.images(50, 2);

    // when
    LocalJob.Result asTuned = run("convolutions", train, eval, NOISY.formatted(0), "a", 30);
    LocalJob.Result again = run("convolutions", train, eval, NOISY.formatted(60), "b", 30);

    // then
    assertThat(again.after().loss()).isLessThan(asTuned.after().loss());
  }

  @Test
  void slicesOfAnyLengthGiveTheSameFileBitByBit() throws IOException {
    // when
    LocalJob.Result whole = images("whole", 12);
    LocalJob.Result cut = images("cut", 5);

    // then
    assertThat(cut.state()).isEqualTo(whole.state());
    assertThat(cut.packaged()).isEqualTo(whole.packaged());
    assertThat(cut.after()).isEqualTo(whole.after());
  }

  @Test
  void shardsThatAreAveragedAfterEachStepAreOneWithTheirBatchesTogether() throws IOException {
    // given
    byte[] train = SampleData.features(64, 1);
    byte[] eval = SampleData.features(30, 2);

    // when
    LocalJob.Result whole = run("perceptron", train, eval, DESCENT.formatted(64, 1), "whole", 12);
    LocalJob.Result shards = run("perceptron", train, eval, DESCENT.formatted(16, 4), "shards", 12);

    // then
    assertThat(whole.after().loss()).isLessThan(0.9 * whole.before().loss());
    assertThat(shards.after().loss()).isCloseTo(whole.after().loss(), within(1e-5));
  }

  @Test
  void shardsOfAConvolutionalNetworkLearnTogether() throws IOException {
    // given
    String sharded = "dataParallel: {shards: 3, averageEvery: 4}\n" + IMAGES;

    // when
    LocalJob.Result result =
        run(
            "convolutions",
            SampleData.images(100, 1),
            SampleData.images(50, 2),
            sharded,
            "shards",
            12);

    // then
    assertThat(result.after().loss()).isLessThan(0.7 * result.before().loss());
  }

  @Test
  void aModelWithATiedEmbeddingLearnsAndIsPacked() throws IOException {
    // when
    LocalJob.Result result =
        run(
            "tied_language_model",
            SampleData.sequences(60, 1),
            SampleData.sequences(30, 2),
            SEQUENCES,
            "tied",
            20);

    // then
    assertThat(result.packaged().packedBytes()).isEqualTo(result.program().packedFileBytes());
    assertThat(result.after().metric()).isBetween(1.0, 0.5 * result.before().metric());
  }

  private LocalJob.Result sequences(String model, String yaml, String home, int slice)
      throws IOException {
    return run(model, SampleData.sequences(60, 1), SampleData.sequences(30, 2), yaml, home, slice);
  }

  @Test
  void sharedModulesLearnAndArePackedOnceToThePredictedSize() throws IOException {
    // when
    LocalJob.Result result = sequences("residual_sequences", SHARED, "shared", 20);

    // then
    assertThat(result.packaged().packedBytes()).isEqualTo(result.program().packedFileBytes());
    assertThat(result.after().metric()).isBetween(1.0, 0.5 * result.before().metric());
  }

  @Test
  void slicesOfSharedModulesOfAnyLengthGiveTheSameFileBitByBit() throws IOException {
    // when
    LocalJob.Result whole = sequences("residual_sequences", SHARED, "whole", 40);
    LocalJob.Result cut = sequences("residual_sequences", SHARED, "cut", 3);

    // then
    assertThat(cut.state()).isEqualTo(whole.state());
    assertThat(cut.packaged()).isEqualTo(whole.packaged());
  }

  @Test
  void sharedModulesThatNothingTrainsArePackedAsTheyStart() throws IOException {
    // given
    String untrained = SHARED.replaceAll("(?s)floatTuning:.*?sharing:", "sharing:");
    String yaml = untrained.replaceAll("steps: 10", "steps: 0");
    TorchScriptArchive given =
        TorchScriptArchive.parse(SampleData.model("residual_sequences"), "model.pt");

    // when
    LocalJob.Result result = sequences("residual_sequences", yaml, "untrained", 1);

    // then
    assertThat(result.packaged().packedBytes()).isEqualTo(result.program().packedFileBytes());
    byte[] file =
        new DirectoryArtifactStore(directory.resolve("untrained")).read(result.packaged().packed());
    Map<String, ByteBuffer> packed = PackedModelReader.parse(file, "packed").decodeAll();
    assertThat(packed).containsOnlyKeys(given.tensors().stream().map(ArchiveTensor::path).toList());
    for (LayerPlan layer : result.plan()) {
      ByteBuffer data = packed.get(layer.tensor());
      String first = firstListed(layer.tensor());
      if (status(result, layer.tiedTo().orElse(layer.tensor())) == Status.COMPRESSED) {
        assertThat(relativeError(data, given.floats(first)))
            .as(layer.tensor())
            .isLessThan(UNTRAINED_ERROR);
      } else {
        assertThat(data).as(layer.tensor()).isEqualTo(given.data(first));
      }
    }
  }

  /** The tensor whose value the recipe's shared modules start with. */
  private static String firstListed(String tensor) {
    return tensor
        .replaceFirst("^layers\\.0\\.", "layers.1.")
        .replaceFirst("^layers\\.3\\.", "layers.2.");
  }

  private static Status status(LocalJob.Result result, String tensor) {
    return result.plan().stream()
        .filter(layer -> layer.tensor().equals(tensor))
        .findFirst()
        .orElseThrow()
        .status();
  }

  private static double relativeError(ByteBuffer decoded, float[] start) {
    FloatBuffer values = decoded.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertThat(values.remaining()).isEqualTo(start.length);
    double error = 0;
    double norm = 0;
    for (float value : start) {
      error += Math.pow(values.get() - value, 2);
      norm += Math.pow(value, 2);
    }
    return Math.sqrt(error / norm);
  }
}
