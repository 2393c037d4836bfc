package dev.centroid.standalone.command;

import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.standalone.job.InputCheck;
import dev.centroid.standalone.job.PlanFiles;
import dev.centroid.standalone.report.PlanTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a recipe would do to a model, without running anything. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Says what a recipe would do to a model: every layer, and the exact size.")
final class PlanCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL.pt|FOLDER",
      description = "A TorchScript model, or a folder with model.pt and recipe.yaml.")
  private Optional<Path> modelOrFolder = Optional.empty();

  @Option(
      names = "--shapes",
      paramLabel = "FILE",
      description = "Plan for a model of these shapes instead: YAML, see docs/shapes.md.")
  private Optional<Path> shapes = Optional.empty();

  @Option(names = "--recipe", paramLabel = "FILE", description = "YAML, see docs/recipe.md.")
  private Optional<Path> recipe = Optional.empty();

  @Option(names = "--json", description = "Print the plan as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Plan plan = shapes.isPresent() ? planShapes(shapes.get()) : planModel();
    if (json) {
      System.out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(plan));
    } else {
      PlanTable.lines(plan).forEach(System.out::println);
    }
    return 0;
  }

  private Plan planModel() throws IOException {
    Path named =
        modelOrFolder.orElseThrow(
            () ->
                new InvalidInputException(
                    "plan: no model is named; give MODEL.pt, a folder, or --shapes FILE"));
    PlanFiles files = PlanFiles.find(named, recipe);
    return InputCheck.plan(files.model(), InputCheck.recipe(files.recipe()));
  }

  private Plan planShapes(Path file) throws IOException {
    if (modelOrFolder.isPresent()) {
      throw new InvalidInputException(
          "--shapes: a model is named too, " + modelOrFolder.get() + "; give one of them");
    }
    PlanFiles files = PlanFiles.ofShapes(file, recipe);
    return InputCheck.planShapes(files.model(), InputCheck.recipe(files.recipe()));
  }
}
