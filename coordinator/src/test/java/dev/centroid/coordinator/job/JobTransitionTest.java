package dev.centroid.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobTransitionTest {

  private static final ScriptedWork WORK = ScriptedWork.of(Programs.everything());

  private static TaskRef ref(Task task) {
    return new TaskRef(
        task.header().jobId(),
        task.header().taskId(),
        task.kind(),
        task.header().attempt(),
        "worker");
  }

  private static TaskEvent failure(Task task, boolean badInput) {
    return new TaskEvent.Failed(ref(task), JobRun.T0.plusSeconds(99), "no space left", badInput);
  }

  private static TaskEvent progress(Task task, int done, Instant at) {
    return new TaskEvent.Progress(ref(task), at, done, 4, 0.5);
  }

  /** A run whose first slice of float tuning is out. */
  private static JobRun tuning() {
    JobRun run = JobRun.submitted(JobPolicy.standard());
    while (!(run.waiting.element() instanceof Task.Tune)) {
      run.work(WORK);
    }
    return run;
  }

  @Test
  void submissionIsAcceptedAndTheModelInspected() {
    JobRun run = JobRun.submitted(JobPolicy.standard());

    assertThat(run.issued).singleElement().isInstanceOf(Task.Inspect.class);
    assertThat(run.issued.get(0).header().taskId()).isEqualTo("job/0/0");
    assertThat(run.news).extracting(UserEvent::kind).containsExactly(UserEvent.Kind.ACCEPTED);
  }

  @Test
  void repeatedSubmissionChangesNothing() {
    JobRun run = tuning();

    Decision decision = run.submit();

    assertThat(decision.verdict()).isEqualTo(Verdict.DUPLICATE);
    assertThat(decision.tasks()).isEmpty();
  }

  @Test
  void submissionOfACompletedJobChangesNothing() {
    JobRun run = JobRun.submitted(JobPolicy.standard());
    run.workUntilNothingWaits(WORK);

    assertThat(run.submit().verdict()).isEqualTo(Verdict.DUPLICATE);
    assertThat(run.view().status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void failedTaskFailsTheJobWithItsReason() {
    JobRun run = tuning();

    run.tell(failure(run.waiting.element(), true));

    assertThat(run.view().failure()).contains(new JobView.Failure("no space left", true));
    assertThat(run.view().finishedAt()).contains(JobRun.T0.plusSeconds(99));
    assertThat(run.news.get(run.news.size() - 1).kind()).isEqualTo(UserEvent.Kind.FAILED);
  }

  @Test
  void failureOfTheInspectionFailsTheJob() {
    JobRun run = JobRun.submitted(JobPolicy.standard());

    run.tell(failure(run.waiting.element(), true));

    assertThat(run.view().status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void lateFailureOfACompletedTaskIsIgnored() {
    JobRun run = tuning();

    Decision decision = run.tell(failure(run.issued.get(0), false));

    assertThat(decision.verdict()).isEqualTo(Verdict.DUPLICATE);
    assertThat(run.view().status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void failedJobAskedForAgainStartsAnewAndForgetsItsLayers() {
    JobRun run = tuning();
    run.tell(failure(run.waiting.remove(), true));

    Decision decision = run.submit();

    assertThat(decision.tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.header().attempt()).isEqualTo(2));
    assertThat(run.layers()).isEmpty();
    run.workUntilNothingWaits(WORK);
    assertThat(run.view().status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void eventsOfAnEarlierAttemptAreLate() {
    JobRun run = tuning();
    Task first = run.waiting.remove();
    run.tell(failure(first, false));
    run.submit();

    WORK.events(run.issued.get(0), "slow", run.tick()).forEach(run::tell);

    assertThat(run.verdicts.get(Verdict.LATE)).isEqualTo(4);
    assertThat(run.layers()).isEmpty();
  }

  @Test
  void eventsAfterTheEndAreLate() {
    JobRun run = JobRun.submitted(JobPolicy.standard());
    run.workUntilNothingWaits(WORK);

    Decision decision = run.tell(failure(run.issued.get(run.issued.size() - 1), false));

    assertThat(decision.verdict()).isEqualTo(Verdict.LATE);
  }

  @Test
  void eventsOfUnknownJobsAndTasksAreIgnored() {
    JobRun run = tuning();
    TaskRef never = new TaskRef("job", "job/99/0", run.waiting.element().kind(), 1, "worker");
    TaskRef garbled = new TaskRef("job", "nonsense", run.waiting.element().kind(), 1, "worker");

    assertThat(run.tell(new TaskEvent.Failed(never, run.tick(), "?", false)).verdict())
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(run.tell(new TaskEvent.Failed(garbled, run.tick(), "?", false)).verdict())
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(
            new JobRun(JobPolicy.standard())
                .tell(new TaskEvent.Failed(never, run.tick(), "?", false))
                .verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void progressOfASliceShowsInItsPhase() {
    JobRun run = tuning();

    run.tell(progress(run.waiting.element(), 3, run.tick()));

    assertThat(run.view().currentPhase().orElseThrow().done()).isEqualTo(3);
  }

  @Test
  void progressIsToldAFewTimesASecondAtMost() {
    JobRun run = tuning();
    Instant at = run.tick();
    run.tell(progress(run.waiting.element(), 1, at));

    Decision soon = run.tell(progress(run.waiting.element(), 2, at.plusMillis(100)));
    Decision later = run.tell(progress(run.waiting.element(), 3, at.plusMillis(251)));

    assertThat(soon.viewChanged()).isFalse();
    assertThat(soon.news()).isEmpty();
    assertThat(later.viewChanged()).isTrue();
    assertThat(later.news()).extracting(UserEvent::kind).containsExactly(UserEvent.Kind.PROGRESS);
  }

  @Test
  void layersToldTwiceAreTakenOnce() {
    JobRun run = JobRun.submitted(JobPolicy.standard());
    TaskEvent planned =
        WORK.events(run.waiting.element(), "worker", run.tick()).stream()
            .filter(TaskEvent.LayersPlanned.class::isInstance)
            .findFirst()
            .orElseThrow();

    assertThat(run.tell(planned).layers()).hasSize(6);
    assertThat(run.tell(planned).verdict()).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void inspectionThatTellsFewerLayersThanItCountsFailsTheJob() {
    JobRun run = JobRun.submitted(JobPolicy.standard());

    WORK.events(run.waiting.element(), "worker", run.tick()).stream()
        .filter(event -> !(event instanceof TaskEvent.LayersPlanned))
        .forEach(run::tell);

    assertThat(run.view().failure().orElseThrow().reason())
        .contains("counts 6 layers but told 0 of them");
  }

  @Test
  void programThatNamesALayerTwiceFailsTheJob() {
    JobProgram program =
        Programs.program(
            0,
            0,
            List.of(
                new JobProgram.GroupProgram("a", List.of(0), List.of(0), 0),
                new JobProgram.GroupProgram("b", List.of(0), List.of(0), 0)),
            false,
            0,
            false,
            false,
            1);
    JobRun run = JobRun.submitted(JobPolicy.standard());

    run.work(ScriptedWork.of(program));

    assertThat(run.view().failure().orElseThrow().reason()).contains("group 'b' names layer 0");
  }

  @Test
  void outcomeThatDoesNotFitItsTaskFailsTheJob() {
    JobRun run = tuning();
    TaskEvent.Completed inspected =
        (TaskEvent.Completed) WORK.events(run.issued.get(0), "odd", run.tick()).get(3);

    run.tell(
        new TaskEvent.Completed(
            ref(run.waiting.element()),
            run.tick(),
            run.tick(),
            inspected.outcome(),
            inspected.fingerprint()));

    assertThat(run.view().failure().orElseThrow().reason()).contains("does not fit");
  }

  @Test
  void everyStateSurvivesItsJsonForm() {
    JsonSerde<JobState> serde = new JsonSerde<>(JobState.class);
    JobRun run = JobRun.submitted(JobPolicy.standard());
    while (!run.waiting.isEmpty()) {
      assertThat(roundTrip(serde, run.state())).isEqualTo(run.state());
      run.work(WORK);
    }
    assertThat(roundTrip(serde, run.state())).isEqualTo(run.state());
    JobRun failed = tuning();
    failed.tell(failure(failed.waiting.element(), false));
    assertThat(roundTrip(serde, failed.state())).isEqualTo(failed.state());
  }

  @Test
  void everyEntrySurvivesItsJsonForm() {
    JsonSerde<LayerEntry> serde = new JsonSerde<>(LayerEntry.class);
    JobRun run = tuning();

    assertThat(run.layers()).isNotEmpty();
    assertThat(run.layers())
        .allSatisfy(entry -> assertThat(roundTrip(serde, entry)).isEqualTo(entry));
  }

  @Test
  void taskIdsAreReadBack() {
    TaskId id = new TaskId("a/b", 3, 14);

    assertThat(TaskId.parse(id.toString())).isEqualTo(Optional.of(id));
    assertThat(TaskId.parse("a/b")).isEmpty();
  }

  private static <T> T roundTrip(JsonSerde<T> serde, T value) {
    return serde.deserializer().deserialize("t", serde.serializer().serialize("t", value));
  }
}
