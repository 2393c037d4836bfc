package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.checkpoint.Checkpoint;
import dev.centroid.standalone.job.CheckpointFiles;
import dev.centroid.standalone.job.JobFiles;
import dev.centroid.standalone.job.PlanFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files that a job starts from. */
final class JobFileOptions {

  @Parameters(
      paramLabel = "MODEL|FOLDER",
      description =
          "A TorchScript model, or a folder with model.pt, train.safetensors, eval.safetensors"
              + " and recipe.yaml; or, to be compressed without data, a safetensors checkpoint,"
              + " its index when it has shards, or a folder with model.safetensors.")
  private Path modelOrFolder = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Data to fine-tune on: safetensors with 'inputs' and 'labels'.")
  private Optional<Path> train = Optional.empty();

  @Option(
      names = "--eval",
      paramLabel = "FILE",
      description = "Data to measure on: safetensors with 'inputs' and 'labels'.")
  private Optional<Path> evaluation = Optional.empty();

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description = "What to compress and how: YAML, see docs/recipe.md.")
  private Optional<Path> recipe = Optional.empty();

  /** The checkpoint without code that is named, if it is one. */
  Optional<Checkpoint> checkpoint() throws IOException {
    return CheckpointFiles.find(modelOrFolder);
  }

  /**
   * The recipe for a checkpoint, to which nothing else belongs.
   *
   * @throws InvalidInputException if data are named too, or no recipe is
   */
  Path checkpointRecipe() {
    refuseData("--data", train);
    refuseData("--eval", evaluation);
    return PlanFiles.recipe(modelOrFolder, recipe);
  }

  private static void refuseData(String option, Optional<Path> file) {
    if (file.isPresent()) {
      throw new InvalidInputException(
          option
              + ": a safetensors checkpoint has no code to run, so it is compressed without data;"
              + " leave it out, or give the model as TorchScript");
    }
  }

  JobFiles files() {
    return JobFiles.find(modelOrFolder, train, evaluation, recipe);
  }
}
