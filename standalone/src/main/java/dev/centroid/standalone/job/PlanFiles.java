package dev.centroid.standalone.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that a plan is made from.
 *
 * @param model TorchScript archive, a shape file, or what names a checkpoint
 * @param recipe YAML file
 */
public record PlanFiles(Path model, Path recipe) {

  /**
   * Finds the files: each one named, or the one of its usual name in a folder.
   *
   * @throws dev.centroid.quantization.InvalidInputException naming what is missing
   */
  public static PlanFiles find(Path modelOrFolder, Optional<Path> recipe) throws IOException {
    if (CheckpointFiles.find(modelOrFolder).isPresent()) {
      return new PlanFiles(modelOrFolder, recipe(modelOrFolder, recipe));
    }
    Optional<Path> folder = folder(modelOrFolder);
    Optional<Path> model = folder.isPresent() ? Optional.empty() : Optional.of(modelOrFolder);
    return new PlanFiles(
        JobFiles.file(model, folder, JobFiles.MODEL, "MODEL.pt"), recipe(modelOrFolder, recipe));
  }

  /**
   * The recipe alone: the one named, or that of its usual name in a folder.
   *
   * @throws dev.centroid.quantization.InvalidInputException if it is missing
   */
  public static Path recipe(Path modelOrFolder, Optional<Path> recipe) {
    return JobFiles.file(recipe, folder(modelOrFolder), JobFiles.RECIPE, "--recipe");
  }

  private static Optional<Path> folder(Path modelOrFolder) {
    return Files.isDirectory(modelOrFolder) ? Optional.of(modelOrFolder) : Optional.empty();
  }

  /**
   * The same for a shape file in place of a model.
   *
   * @throws dev.centroid.quantization.InvalidInputException naming what is missing
   */
  public static PlanFiles ofShapes(Path shapes, Optional<Path> recipe) {
    Optional<Path> noFolder = Optional.empty();
    return new PlanFiles(
        JobFiles.file(Optional.of(shapes), noFolder, "shapes.yaml", "--shapes"),
        JobFiles.file(recipe, noFolder, JobFiles.RECIPE, "--recipe"));
  }
}
