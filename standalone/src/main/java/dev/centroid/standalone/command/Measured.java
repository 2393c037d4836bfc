package dev.centroid.standalone.command;

import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.standalone.job.InputCheck;
import dev.centroid.standalone.report.Quantities;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a model was measured to have, as JSON has it.
 *
 * @param metric its name, in lower case
 */
record Measured(String metric, double value, double loss, long examples) {

  /**
   * Measures a model in this process.
   *
   * @param archive a TorchScript archive; asked for once recipe and data are found to be good
   * @param evaluation data with labels
   * @param recipe says how data becomes inputs, and the metric
   * @param threads all processors by default
   */
  static Measured of(
      Callable<byte[]> archive, Path evaluation, Path recipe, Optional<Integer> threads)
      throws Exception {
    Recipe asked = InputCheck.recipe(recipe);
    InputCheck.data(evaluation, asked).requireLabels("evaluation");
    TaskOutcome.Evaluated outcome =
        LocalEvaluation.of(
            archive.call(),
            evaluation,
            recipe,
            asked.seed(),
            threads.orElseGet(() -> Runtime.getRuntime().availableProcessors()));
    return new Measured(
        asked.metric().name().toLowerCase(Locale.ROOT),
        outcome.metric(),
        outcome.loss(),
        outcome.examples());
  }

  /** For people. */
  String line() {
    return metric + "  " + Quantities.metric(metric, value);
  }
}
