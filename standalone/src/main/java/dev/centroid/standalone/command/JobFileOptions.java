package dev.centroid.standalone.command;

import dev.centroid.standalone.job.JobFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files that a job starts from. */
final class JobFileOptions {

  @Parameters(
      paramLabel = "MODEL.pt|FOLDER",
      description =
          "A TorchScript model, or a folder with model.pt, train.safetensors, eval.safetensors"
              + " and recipe.yaml.")
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

  JobFiles files() {
    return JobFiles.find(modelOrFolder, train, evaluation, recipe);
  }
}
