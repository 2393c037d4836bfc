package dev.centroid.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.JobProgram.GroupProgram;
import dev.centroid.protocol.task.StepRange;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView.PhaseView;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobCourseTest {

  private static JobRun completed(JobProgram program) {
    JobRun run = JobRun.submitted(JobPolicy.standard());
    run.workUntilNothingWaits(ScriptedWork.of(program));
    assertThat(run.view().status()).isEqualTo(JobStatus.COMPLETED);
    return run;
  }

  private static <T extends Task> Stream<T> issued(JobRun run, Class<T> type) {
    return run.issued.stream().filter(type::isInstance).map(type::cast);
  }

  @Test
  void everyStageComesInTheOrderOfTheDesign() {
    JobRun run = completed(Programs.everything());

    assertThat(run.view().phases())
        .extracting(PhaseView::name)
        .containsExactly(
            "inspect",
            "evaluate given model",
            "float tuning",
            "recalibrate float model",
            "teach",
            "sensitivity spatial",
            "quantize spatial",
            "tune spatial",
            "sensitivity pointwise",
            "quantize pointwise",
            "tune pointwise",
            "recalibrate",
            "package",
            "evaluate packed model");
  }

  @Test
  void everyPhaseEndsWithAllItsUnitsDone() {
    JobRun run = completed(Programs.everything());

    assertThat(run.view().phases())
        .allSatisfy(
            phase -> {
              assertThat(phase.done()).isEqualTo(phase.total());
              assertThat(phase.endedAt()).isPresent();
            });
    assertThat(run.view().phases())
        .filteredOn(phase -> phase.name().equals("float tuning"))
        .extracting(PhaseView::total)
        .containsExactly(25);
  }

  @Test
  void slicesCoverEveryStepOnceAndNeverStraddleAGroup() {
    JobRun run = completed(Programs.everything());

    List<Task.Tune> tuning =
        issued(run, Task.Tune.class).filter(t -> t.phase() == Task.Phase.TUNING).toList();
    assertThat(steps(tuning.stream().map(Task.Tune::steps)))
        .containsExactlyElementsOf(IntStream.range(0, 12).boxed().toList());
    assertThat(tuning)
        .allSatisfy(
            slice -> {
              boolean firstGroup = slice.group() == 0;
              assertThat(slice.steps().first()).isBetween(firstGroup ? 0 : 7, firstGroup ? 6 : 11);
              assertThat(slice.steps().end()).isLessThanOrEqualTo(firstGroup ? 7 : 12);
            });
  }

  @Test
  void teachSlicesAreCutAsTuningSlicesAndTheirLogitsArriveThere() {
    JobRun run = completed(Programs.everything());

    List<StepRange> taught = issued(run, Task.Teach.class).map(Task.Teach::steps).toList();
    List<Task.Tune> tuning =
        issued(run, Task.Tune.class).filter(t -> t.phase() == Task.Phase.TUNING).toList();
    assertThat(tuning).extracting(Task.Tune::steps).containsExactlyElementsOf(taught);
    assertThat(tuning)
        .allSatisfy(
            slice ->
                assertThat(slice.teacherLogits())
                    .isEqualTo(run.teacherLogits(slice.steps().first()))
                    .isPresent());
  }

  @Test
  void sensitivityIsThatOfTheNewestModelAndGoesToEveryQuantization() {
    JobRun run = completed(Programs.everything());

    List<Task.Sensitivity> measured = issued(run, Task.Sensitivity.class).toList();
    assertThat(measured).extracting(task -> task.layers().size()).containsExactly(0, 3);
    List<Task.Quantize> quantized =
        issued(run, Task.Quantize.class).filter(task -> task.round() == 0).toList();
    assertThat(quantized).extracting(Task.Quantize::sensitivity).allMatch(Optional::isPresent);
    assertThat(quantized.stream().map(Task.Quantize::sensitivity).distinct()).hasSize(2);
    assertThat(quantized.get(0).state()).isEqualTo(measured.get(0).state());
  }

  @Test
  void noiseGoesOnFromTheCentroidsOfTheRoundBefore() {
    JobRun run = completed(Programs.everything());

    assertThat(issued(run, Task.Quantize.class).filter(task -> task.round() > 0))
        .allSatisfy(
            task ->
                assertThat(task.start().map(layer -> layer.codebook().version()))
                    .isEqualTo(
                        task.round() == 1
                            ? Optional.empty()
                            : Optional.of((long) task.round() - 1)));
  }

  @Test
  void quantizationGoesOnFromTheNewestCentroidsOfTheNoise() {
    JobRun run = completed(Programs.everything());

    List<Task.Quantize> quantized =
        issued(run, Task.Quantize.class).filter(task -> task.round() == 0).toList();
    assertThat(quantized)
        .extracting(task -> task.start().map(layer -> layer.codebook().version()).orElse(0L))
        .containsExactly(3L, 3L, 3L, 5L, 5L);
  }

  @Test
  void teacherIsTheStateThatFloatTuningLeft() {
    JobRun run = completed(Programs.everything());

    Optional<?> firstQuantized =
        issued(run, Task.Quantize.class)
            .filter(task -> task.round() == 0)
            .findFirst()
            .orElseThrow()
            .state();
    assertThat(issued(run, Task.Teach.class))
        .allSatisfy(task -> assertThat(task.state()).isEqualTo(firstQuantized).isPresent());
  }

  @Test
  void exactNoiseIsRefreshedEveryEpochOfEachPhase() {
    JobRun run = completed(Programs.everything());

    List<Task.Quantize> refreshes =
        issued(run, Task.Quantize.class).filter(task -> task.round() > 0).toList();
    // Epochs of 10 in 25 steps: three rounds over all layers; then epochs of 5 in the 7 steps after
    // the first group: two rounds over the second.
    assertThat(refreshes)
        .extracting(Task.Quantize::round)
        .containsExactly(1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5);
    assertThat(refreshes)
        .filteredOn(task -> task.round() > 3)
        .extracting(Task.Quantize::layer)
        .containsExactly(1, 5, 1, 5);
  }

  @Test
  void noiseCodebooksAreThoseOfLayersThatAreStillFloat() {
    JobRun run = completed(Programs.everything());

    assertThat(issued(run, Task.Tune.class))
        .allSatisfy(
            slice -> {
              List<Integer> expected =
                  slice.phase() == Task.Phase.FLOAT
                      ? List.of(0, 1, 2, 3, 5)
                      : slice.group() == 0 ? List.of(1, 5) : List.<Integer>of();
              assertThat(slice.noiseCodebooks())
                  .extracting(layer -> layer.index())
                  .containsExactlyElementsOf(expected);
            });
  }

  @Test
  void eachSliceGoesOnFromTheCentroidsThatTheOneBeforeLeft() {
    JobRun run = completed(Programs.everything());

    List<Task.Tune> slices =
        issued(run, Task.Tune.class).filter(t -> t.phase() == Task.Phase.TUNING).toList();
    assertThat(slices)
        .extracting(slice -> slice.layers().get(0).codebook().version())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void shardsOfASliceStartFromTheSameAndTheNextSliceFromTheirMean() {
    JobRun run = completed(Programs.sharded(Programs.everything(), 3));

    List<Task.Tune> shards =
        issued(run, Task.Tune.class).filter(t -> t.phase() == Task.Phase.TUNING).toList();
    assertThat(shards).hasSize(5 * 3);
    for (int slice = 0; slice < 5; slice++) {
      List<Task.Tune> together = shards.subList(3 * slice, 3 * slice + 3);
      assertThat(together).extracting(Task.Tune::steps).containsOnly(together.get(0).steps());
      assertThat(together).extracting(Task.Tune::state).containsOnly(together.get(0).state());
      assertThat(together).extracting(task -> task.shard().index()).containsExactly(0, 1, 2);
      assertThat(together.get(0).layers().get(0).codebook().version()).isEqualTo(slice + 1);
    }
  }

  @Test
  void everyShardHasLogitsOfItsOwn() {
    JobRun run = completed(Programs.sharded(Programs.everything(), 3));

    assertThat(issued(run, Task.Tune.class).filter(t -> t.phase() == Task.Phase.TUNING))
        .allSatisfy(
            slice ->
                assertThat(slice.teacherLogits())
                    .isEqualTo(run.teacherLogits(slice.shard().draw(slice.steps().first())))
                    .isPresent())
        .extracting(Task.Tune::teacherLogits)
        .doesNotHaveDuplicates();
  }

  @Test
  void packedFileIsEvaluatedAgainstTheModelThatItMustDecodeTo() {
    JobRun run = completed(Programs.everything());

    Task.Evaluate last = (Task.Evaluate) run.issued.get(run.issued.size() - 1);
    assertThat(last.packed()).isEqualTo(run.view().packaged().map(p -> p.packed())).isPresent();
    assertThat(last.selfDecoding())
        .isEqualTo(run.view().packaged().map(p -> p.model()))
        .isPresent();
  }

  @Test
  void aBudgetIsAllocatedBeforeAnythingElse() {
    JobRun run = completed(Programs.undecided(Programs.everything()));

    assertThat(run.view().phases())
        .extracting(PhaseView::name)
        .startsWith(
            "inspect",
            "sensitivity budget",
            "choices",
            "allocate",
            "inspect decided recipe",
            "evaluate given model");
    assertThat(issued(run, Task.Choices.class))
        .extracting(Task.Choices::layer)
        .containsExactly(0, 1, 2, 3, 5);
    assertThat(issued(run, Task.Allocate.class))
        .singleElement()
        .satisfies(
            task ->
                assertThat(task.layers())
                    .hasSize(5)
                    .allSatisfy(layer -> assertThat(layer.errors()).hasSize(2)));
  }

  @Test
  void everyTaskAfterTheAllocationIsOfTheDecidedRecipe() {
    JobRun run = completed(Programs.undecided(Programs.everything()));

    List<Task> after =
        run.issued.stream().dropWhile(task -> !(task instanceof Task.Allocate)).skip(1).toList();
    assertThat(after)
        .allSatisfy(
            task -> {
              assertThat(task.header().inputs()).isEqualTo(run.view().inputs());
              assertThat(task.header().attempt()).isEqualTo(2);
            });
    assertThat(run.view().inputs().recipe())
        .isNotEqualTo(ScriptedWork.submission().inputs().recipe());
  }

  @Test
  void programWithoutTrainingQuantizesTheModelAsGiven() {
    JobRun run = completed(Programs.quantizationOnly());

    assertThat(issued(run, Task.Tune.class)).isEmpty();
    assertThat(issued(run, Task.Teach.class)).isEmpty();
    assertThat(issued(run, Task.Quantize.class))
        .allSatisfy(task -> assertThat(task.state()).isEmpty());
  }

  @Test
  void groupWithoutStepsIsFollowedByTheNextGroupAtOnce() {
    JobRun run =
        completed(
            Programs.program(
                0,
                0,
                List.of(
                    new GroupProgram("first", List.of(0), List.of(0), 0),
                    new GroupProgram("second", List.of(1), List.of(1), 4)),
                true,
                3,
                false,
                false,
                2));

    assertThat(issued(run, Task.Tune.class))
        .singleElement()
        .satisfies(
            slice -> {
              assertThat(slice.group()).isEqualTo(1);
              assertThat(slice.layers()).hasSize(2);
            });
  }

  private static List<Integer> steps(Stream<StepRange> ranges) {
    return ranges.flatMap(r -> IntStream.range(r.first(), r.end()).boxed()).toList();
  }
}
