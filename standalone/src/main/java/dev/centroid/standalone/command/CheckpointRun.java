package dev.centroid.standalone.command;

import static dev.centroid.standalone.report.Quantities.format;

import dev.centroid.quantization.Plurals;
import dev.centroid.quantization.checkpoint.Checkpoint;
import dev.centroid.quantization.checkpoint.CheckpointCompression;
import dev.centroid.quantization.checkpoint.CheckpointCompression.LayerResult;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.standalone.job.CheckpointResult;
import dev.centroid.standalone.job.InputCheck;
import dev.centroid.standalone.job.ResultFiles;
import dev.centroid.standalone.report.Quantities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Compresses a checkpoint in this process alone: there is nothing to run, so no engine is needed,
 * and nothing to schedule.
 *
 * @param recipe the file
 * @param threads do not change the result
 * @param json whether the report is printed as JSON
 */
record CheckpointRun(Checkpoint checkpoint, Path recipe, int threads, boolean json) {

  /**
   * @param seed the recipe's if empty
   * @return the exit code
   */
  int to(ResultFiles result, Optional<Long> seed) throws IOException {
    result.requireFree();
    Recipe parsed = InputCheck.recipe(recipe);
    CheckpointCompression compression = CheckpointCompression.of(checkpoint, parsed);
    compression.plan().notes().forEach(note -> System.err.println("note: " + note));
    CheckpointResult done =
        CheckpointResult.write(
            compression,
            result,
            recipe,
            seed.orElse(parsed.seed()),
            threads,
            Versions.all(),
            layer -> System.err.println(line(layer)));
    Output.print(json, done, lines(done, result));
    return 0;
  }

  private static String line(LayerResult layer) {
    return format(
        "%s: %s, relative error %.4f, %s to %s",
        layer.layer(),
        layer.what(),
        layer.relativeError(),
        Quantities.bytes(layer.originalBytes()),
        Quantities.bytes(layer.packedBytes()));
  }

  private static List<String> lines(CheckpointResult done, ResultFiles result) {
    return List.of(
        format(
            "%s compressed in %s: %s bytes of weights became a file of %s bytes, %.1f times"
                + " smaller",
            Plurals.of(done.layers().size(), "tensor"),
            Quantities.seconds(done.seconds()),
            Quantities.count(done.bytes().floatWeights()),
            Quantities.count(done.bytes().packed()),
            (double) done.bytes().floatWeights() / done.bytes().packed()),
        "the result is in "
            + result.directory()
            + "; `centroid decompress` makes an ordinary safetensors file of it");
  }
}
