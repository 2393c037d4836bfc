package dev.centroid.standalone.job;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.checkpoint.CheckpointCompression;
import dev.centroid.quantization.checkpoint.CheckpointCompression.LayerResult;
import dev.centroid.quantization.packed.PackedManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What {@code report.json} says of a checkpoint that was compressed without data.
 *
 * @param bytes of its files, of its weights, and of the packed file
 * @param layers those that were compressed, in the checkpoint's order
 * @param seed of all randomness
 * @param seconds wall time
 * @param versions of Centroid and of what it stands on
 */
public record CheckpointResult(
    Bytes bytes,
    List<LayerResult> layers,
    long seed,
    double seconds,
    Map<String, String> versions) {

  private static final double NANOS = 1e9;

  public CheckpointResult {
    layers = List.copyOf(layers);
    versions = Map.copyOf(versions);
  }

  /**
   * @param checkpoint all its files
   * @param floatWeights its tensors
   * @param packed the packed file
   */
  public record Bytes(long checkpoint, long floatWeights, long packed) {}

  /**
   * Compresses and writes a result: the packed file, the recipe and the report.
   *
   * @param files of a directory that is free
   * @param recipe the file
   * @param threads do not change the result
   * @param listener told of each layer when it is done
   * @throws InvalidInputException naming the tensor, when an entry is not finite
   */
  public static CheckpointResult write(
      CheckpointCompression compression,
      ResultFiles files,
      Path recipe,
      long seed,
      int threads,
      Map<String, String> versions,
      Consumer<LayerResult> listener)
      throws IOException {
    return files.writeWhole(
        "checkpoint",
        draft -> {
          long start = System.nanoTime();
          Path packed = draft.resolve(ResultFiles.PACKED);
          List<LayerResult> layers =
              compression.write(
                  new PackedManifest(digest(compression.files()), Sha256.of(recipe).hex(), seed),
                  threads,
                  packed,
                  listener);
          Files.copy(recipe, draft.resolve(ResultFiles.RECIPE));
          Bytes bytes =
              new Bytes(
                  compression.plan().modelBytes(),
                  compression.plan().floatWeightBytes(),
                  Files.size(packed));
          CheckpointResult result =
              new CheckpointResult(
                  bytes, layers, seed, (System.nanoTime() - start) / NANOS, versions);
          Files.writeString(draft.resolve(ResultFiles.REPORT), ResultFiles.json(result));
          return result;
        });
  }

  /**
   * What names the contents: the SHA-256 of the file; of several, that of the lines that {@code
   * sha256sum} prints for them.
   */
  private static String digest(List<Path> files) throws IOException {
    if (files.size() == 1) {
      return Sha256.of(files.get(0)).hex();
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      lines.append(Sha256.of(file).hex()).append("  ").append(file.getFileName()).append('\n');
    }
    return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }
}
