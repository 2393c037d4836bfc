package dev.centroid.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The sample with so few steps that it is done in seconds. */
final class SmallJob {

  static final Path SAMPLE = Path.of("../samples/glyphs");

  private static final String RECIPE =
      """
      version: 1
      seed: 3
      batchSize: 32
      sliceSteps: 8
      data:
        dtype: float32
        scale: 1/255
        mean: [0.25]
        deviation: [0.23]
        augment: {padAndCrop: 1}
      groups:
        - name: spatial
          steps: 24
          layers:
            - {match: "conv*.0", kind: conv2d, blockSize: 9, centroids: 64}
        - name: classifier
          steps: 16
          layers:
            - {match: "{hidden,classify}", kind: linear, blockSize: 4, centroids: 32}
      tuning:
        optimizer: {kind: adam, learningRate: 1e-3, schedule: cosine}
        loss: {distillation: 1, temperature: 2}
        noise: {phi: proxy, rate: 0.1}
      batchNorm: {recalibrationBatches: 8}
      """;

  private static final String BUDGETED =
      """
      version: 1
      seed: 3
      batchSize: 32
      sliceSteps: 8
      data: {scale: 1/255, mean: [0.25], deviation: [0.23]}
      budget: 63KB
      kmeans: {weights: fisher, fisherBatches: 4}
      groups:
        - name: all
          steps: 16
          layers:
            - {match: "conv*.0", kind: conv2d, blockSize: [9, 18], centroids: [16, 64]}
            - {match: "{hidden,classify}", blockSize: [4, 8], centroids: [16, 64], permute: [false, true]}
      tuning:
        optimizer: {kind: adam, learningRate: 1e-3}
        loss: {distillation: 1}
      packing: {centroids: int8}
      """;

  private static final String ONE_GROUP =
      """
      version: 1
      batchSize: 32
      sliceSteps: 300
      data: {scale: 1/255, mean: [0.25], deviation: [0.23]}
      groups:
        - name: all
          steps: %d
          layers:
            - {match: "conv*.0", kind: conv2d, blockSize: 9, centroids: 16}
      tuning:
        optimizer: {kind: adam, learningRate: 1e-3}
        loss: {crossEntropy: 1}
      """;

  private static final Path ENDLESS_MODEL =
      Path.of("../gpu-worker/src/test/resources/models/endless.pt");

  private static final String ONE_LAYER =
      """
      version: 1
      batchSize: 32
      data: {scale: 1/255, mean: [0.25], deviation: [0.23]}
      groups:
        - name: all
          layers:
            - {match: classify, kind: linear, blockSize: 4, centroids: 16}
      """;

  private SmallJob() {}

  /** Writes the files of one whose model's forward never ends. */
  static Path stuckIn(Path folder) throws IOException {
    in(folder, ONE_LAYER);
    Files.copy(ENDLESS_MODEL, folder.resolve("model.pt"), StandardCopyOption.REPLACE_EXISTING);
    return folder;
  }

  /** Writes the files of one that fine-tunes in one slice of a second or two. */
  static Path briefIn(Path folder) throws IOException {
    return in(folder, ONE_GROUP.formatted(60));
  }

  /** Writes the files of one that fine-tunes for some seconds. */
  static Path longIn(Path folder) throws IOException {
    return in(folder, ONE_GROUP.formatted(600));
  }

  /** Writes the files of one that fine-tunes for hours. */
  static Path endlessIn(Path folder) throws IOException {
    return in(folder, ONE_GROUP.formatted(1_000_000));
  }

  /** Writes the files of one whose recipe has a budget. */
  static Path budgetedIn(Path folder) throws IOException {
    return in(folder, BUDGETED);
  }

  /** Writes the files of one that fine-tunes in shards. */
  static Path shardedIn(Path folder) throws IOException {
    return in(folder, RECIPE + "dataParallel: {shards: 3, averageEvery: 8}\n");
  }

  /** Writes the files of one by another recipe. */
  static Path in(Path folder, String recipe) throws IOException {
    Files.createDirectories(folder);
    for (String name : List.of("model.pt", "train.safetensors", "eval.safetensors")) {
      Files.copy(SAMPLE.resolve(name), folder.resolve(name));
    }
    Files.writeString(folder.resolve("recipe.yaml"), recipe);
    return folder;
  }

  /** Writes its four files. */
  static Path in(Path folder) throws IOException {
    return in(folder, RECIPE);
  }
}
