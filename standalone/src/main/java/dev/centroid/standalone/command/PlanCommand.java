package dev.centroid.standalone.command;

import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.standalone.job.InputCheck;
import dev.centroid.standalone.job.PlanFiles;
import dev.centroid.standalone.report.PlanTable;
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
      paramLabel = "MODEL.pt|FOLDER",
      description = "A TorchScript model, or a folder with model.pt and recipe.yaml.")
  private Path modelOrFolder = Path.of("");

  @Option(names = "--recipe", paramLabel = "FILE", description = "YAML, see docs/recipe.md.")
  private Optional<Path> recipe = Optional.empty();

  @Option(names = "--json", description = "Print the plan as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PlanFiles files = PlanFiles.find(modelOrFolder, recipe);
    Recipe asked = InputCheck.recipe(files.recipe());
    Plan plan = InputCheck.plan(files.model(), asked);
    if (json) {
      System.out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(plan));
    } else {
      PlanTable.lines(plan).forEach(System.out::println);
    }
    return 0;
  }
}
