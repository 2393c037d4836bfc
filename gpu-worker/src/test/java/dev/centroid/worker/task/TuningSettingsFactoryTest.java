package dev.centroid.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.StepRange;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.worker.training.TuningSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The learning rate's course over the steps of all groups, one after the other. */
class TuningSettingsFactoryTest {

  private static final List<Integer> STEPS_OF_GROUPS = List.of(4, 3, 5);

  @Test
  void aCourseOverAllGroupsFallsStepByStep() {
    List<Double> expected = new ArrayList<>();
    for (int step = 0; step < 12; step++) {
      expected.add(1 - step / 12.0);
    }

    assertThat(rates("all")).isEqualTo(expected);
  }

  @Test
  void aCourseOfEachGroupStartsAgain() {
    List<Double> expected = new ArrayList<>();
    for (int steps : STEPS_OF_GROUPS) {
      for (int step = 0; step < steps; step++) {
        expected.add(1 - (double) step / steps);
      }
    }

    assertThat(rates("group")).isEqualTo(expected);
  }

  private static List<Double> rates(String scheduleSpan) {
    Recipe recipe = recipe(scheduleSpan);
    List<Double> rates = new ArrayList<>();
    int first = 0;
    for (int group = 0; group < STEPS_OF_GROUPS.size(); group++) {
      int end = first + STEPS_OF_GROUPS.get(group);
      TuningSettings settings = TuningSettingsFactory.of(recipe, task(group, first, end));
      for (int step = first; step < end; step++) {
        rates.add(
            settings.optimizer().rateAt(step - settings.scheduleStart(), settings.scheduleSteps()));
      }
      first = end;
    }
    return rates;
  }

  private static Recipe recipe(String scheduleSpan) {
    return RecipeParser.parse(
        """
        version: 1
        groups:
          - {name: one, steps: 4, layers: [{match: a, blockSize: 4, centroids: 16}]}
          - {name: two, steps: 3, layers: [{match: b, blockSize: 4, centroids: 16}]}
          - {name: three, steps: 5, layers: [{match: c, blockSize: 4, centroids: 16}]}
        tuning:
          optimizer: {kind: sgd, learningRate: 1, schedule: linear}
          scheduleSpan: %s
          loss: {crossEntropy: 1}
        """
            .formatted(scheduleSpan),
        "recipe.yaml");
  }

  private static Task.Tune task(int group, int firstStep, int endStep) {
    Digest any = new Digest("0".repeat(64));
    TaskHeader header =
        new TaskHeader("job/0/0", "job", 1, new JobInputs(any, any, any, any), 1, 1);
    return new Task.Tune(
        header,
        Task.Phase.TUNING,
        new StepRange(firstStep, endStep),
        Shard.WHOLE,
        group,
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
