package dev.centroid.standalone.job;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.checkpoint.Checkpoint;
import dev.centroid.quantization.checkpoint.CheckpointCompression;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.recipe.ShapeFileParser;
import dev.centroid.quantization.recipe.TensorShape;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.data.Dataset;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Everything that can be found wrong with a job's files before anything is started. */
public final class InputCheck {

  private InputCheck() {}

  /**
   * Reads the model, the recipe and the headers of the data.
   *
   * @throws InvalidInputException naming the file, and the field or layer, that is wrong
   * @throws IOException if a file cannot be read
   */
  public static CheckedJob check(JobFiles files) throws IOException {
    Recipe recipe = recipe(files.recipe());
    Plan plan = plan(files.model(), recipe);
    Dataset train = data(files.train(), recipe);
    Dataset evaluation = data(files.evaluation(), recipe);
    evaluation.requireLabels("evaluation");
    if (!train.exampleShape().equals(evaluation.exampleShape())) {
      throw new InvalidInputException(
          files.evaluation()
              + ": examples have the shape "
              + evaluation.exampleShape()
              + ", but those of "
              + files.train()
              + " have "
              + train.exampleShape()
              + "; give data of one shape");
    }
    return new CheckedJob(files, recipe, plan);
  }

  /**
   * Reads a recipe.
   *
   * @throws InvalidInputException naming file and line of what is wrong
   */
  public static Recipe recipe(Path file) throws IOException {
    return RecipeParser.parse(text(file, "a YAML recipe"), file.toString());
  }

  /**
   * Plans a recipe over a model that only its shapes are known of.
   *
   * @param shapes a shape file
   * @throws InvalidInputException naming the line, the layer or the rule that is wrong
   */
  public static Plan planShapes(Path shapes, Recipe recipe) throws IOException {
    List<TensorShape> tensors =
        ShapeFileParser.parse(text(shapes, "a YAML shape file"), shapes.toString());
    return Planner.planShapes(recipe, tensors);
  }

  private static String text(Path file, String wanted) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": is not UTF-8 text; give " + wanted, e);
    }
  }

  /**
   * Plans a recipe over a model, and checks the model's weights.
   *
   * @throws InvalidInputException naming the layer or the rule that is wrong
   */
  public static Plan plan(Path model, Recipe recipe) throws IOException {
    Optional<Checkpoint> checkpoint = CheckpointFiles.find(model);
    if (checkpoint.isPresent()) {
      return CheckpointCompression.of(checkpoint.get(), recipe).plan();
    }
    JobModel job = JobModel.of(recipe, TorchScriptArchive.open(model), Files.size(model));
    Planner.requireFiniteWeights(job.plan(), job.archive());
    return job.plan();
  }

  /**
   * Reads the header of a data file.
   *
   * @throws InvalidInputException naming the tensor that is wrong
   */
  public static Dataset data(Path file, Recipe recipe) {
    return Dataset.of(SafetensorsFile.open(file), file.toString(), recipe.data());
  }

  /**
   * A job whose files have been checked.
   *
   * @param files its files
   * @param recipe what they ask for
   * @param plan what that means for the model
   */
  public record CheckedJob(JobFiles files, Recipe recipe, Plan plan) {}
}
