package dev.centroid.standalone.job;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files that a job starts from.
 *
 * @param model TorchScript archive
 * @param train safetensors file to fine-tune on
 * @param evaluation safetensors file to be judged on
 * @param recipe YAML file
 */
public record JobFiles(Path model, Path train, Path evaluation, Path recipe) {

  static final String MODEL = "model.pt";
  private static final String TRAIN = "train.safetensors";
  private static final String EVALUATION = "eval.safetensors";
  static final String RECIPE = "recipe.yaml";

  /**
   * Finds the files: each one named, or the one of its usual name in a folder.
   *
   * @param modelOrFolder a model, or a folder that holds {@code model.pt}, {@code
   *     train.safetensors}, {@code eval.safetensors} and {@code recipe.yaml}
   * @throws InvalidInputException naming what is missing
   */
  public static JobFiles find(
      Path modelOrFolder, Optional<Path> train, Optional<Path> evaluation, Optional<Path> recipe) {
    if (!Files.exists(modelOrFolder)) {
      throw new InvalidInputException(
          modelOrFolder + ": there is no such file or folder; give a model or a sample's folder");
    }
    boolean folder = Files.isDirectory(modelOrFolder);
    Optional<Path> home = folder ? Optional.of(modelOrFolder) : Optional.empty();
    return new JobFiles(
        folder ? existing(modelOrFolder.resolve(MODEL)) : modelOrFolder,
        file(train, home, TRAIN, "--data"),
        file(evaluation, home, EVALUATION, "--eval"),
        file(recipe, home, RECIPE, "--recipe"));
  }

  /** Bytes of all of them. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : List.of(model, train, evaluation, recipe)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** One file, named or of its usual name in a folder. */
  static Path file(Optional<Path> named, Optional<Path> folder, String name, String option) {
    return existing(
        named.orElseGet(
            () ->
                folder
                    .map(path -> path.resolve(name))
                    .orElseThrow(
                        () ->
                            new InvalidInputException(
                                option
                                    + " is missing; name the file, or give a folder that holds "
                                    + name))));
  }

  private static Path existing(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": there is no such file; check the path");
    }
    if (!Files.isReadable(file)) {
      throw new InvalidInputException(file + ": may not be read; change its permissions");
    }
    return file;
  }
}
