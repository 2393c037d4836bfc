package dev.centroid.standalone.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that a plan is made from.
 *
 * @param model TorchScript archive, or a shape file
 * @param recipe YAML file
 */
public record PlanFiles(Path model, Path recipe) {

  /**
   * Finds the files: each one named, or the one of its usual name in a folder.
   *
   * @throws dev.centroid.quantization.InvalidInputException naming what is missing
   */
  public static PlanFiles find(Path modelOrFolder, Optional<Path> recipe) {
    Optional<Path> folder =
        Files.isDirectory(modelOrFolder) ? Optional.of(modelOrFolder) : Optional.empty();
    Optional<Path> model = folder.isPresent() ? Optional.empty() : Optional.of(modelOrFolder);
    return new PlanFiles(
        JobFiles.file(model, folder, JobFiles.MODEL, "MODEL.pt"),
        JobFiles.file(recipe, folder, JobFiles.RECIPE, "--recipe"));
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
