package dev.centroid.worker.task;

import dev.centroid.protocol.task.Task;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.FloatTuning;
import dev.centroid.quantization.recipe.Group;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.Tuning;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.training.TuningSettings;

/** What a recipe says of the slice that a task asks for. */
final class TuningSettingsFactory {

  private TuningSettingsFactory() {}

  static TuningSettings of(Recipe recipe, Task.Tune task) {
    return switch (task.phase()) {
      case FLOAT -> floatPhase(recipe, task.shard());
      case TUNING -> tuningPhase(recipe, task.shard(), task.group());
    };
  }

  private static TuningSettings floatPhase(Recipe recipe, Shard shard) {
    FloatTuning tuning =
        recipe
            .floatTuning()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "recipe: a float tuning task, but floatTuning is missing; add it"));
    return new TuningSettings(
        Phase.FLOAT_TUNING,
        shard,
        -1,
        tuning.optimizer(),
        1,
        tuning.loss(),
        tuning.noise(),
        0,
        tuning.steps());
  }

  private static TuningSettings tuningPhase(Recipe recipe, Shard shard, int group) {
    Tuning tuning = recipe.tuning();
    boolean perGroup = tuning.scheduleSpan() == Tuning.ScheduleSpan.GROUP;
    int before = recipe.groups().subList(0, group).stream().mapToInt(Group::steps).sum();
    return new TuningSettings(
        Phase.TUNING,
        shard,
        group,
        tuning.optimizer(),
        tuning.centroidRateFactor(),
        tuning.loss(),
        tuning.noise(),
        perGroup ? before : 0,
        perGroup ? recipe.groups().get(group).steps() : recipe.totalTuningSteps());
  }
}
