package dev.centroid.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final Duration SILENCE = Duration.ofSeconds(8);
  private static final TaskLife LIFE = new TaskLife(PATIENCE, SILENCE, 3);
  private static final JobPolicy POLICY = new JobPolicy(8, Duration.ZERO, LIFE, Duration.ofDays(1));
  private static final Instant T0 = JobRun.T0;
  private static final Instant ALWAYS = Instant.EPOCH;

  private final JobMachine machine = new JobMachine(POLICY);
  private final JobRun run = JobRun.submitted(POLICY);
  private final Task inspect = run.issued.get(0);

  private static boolean isOverdue(TaskWatch watch, Instant now) {
    return watch.isOverdue(ALWAYS, now, LIFE);
  }

  private TaskWatch again(TaskWatch watch, Instant now) {
    assertThat(isOverdue(watch, now)).isTrue();
    Overdue overdue = machine.overdue(Optional.of(run.state()), inspect, watch, now);
    assertThat(overdue).isInstanceOf(Overdue.Reissued.class);
    return ((Overdue.Reissued) overdue).watch();
  }

  private TaskEvent started(Instant at) {
    return new TaskEvent.Started(
        new TaskEvent.TaskRef(JobRun.JOB, inspect.header().taskId(), inspect.kind(), 1, "worker-1"),
        at);
  }

  private TaskWatch startedAt(Instant now) {
    return TaskWatch.first(1, T0).heard(started(now), now, LIFE).orElseThrow();
  }

  @Test
  void aTaskThatNobodyStartsIsIssuedAgainWhenPatienceEnds() {
    TaskWatch watch = TaskWatch.first(1, T0);

    assertThat(isOverdue(watch, T0.plus(PATIENCE).minusMillis(1))).isFalse();
    assertThat(again(watch, T0.plus(PATIENCE)).issues()).isEqualTo(2);
  }

  @Test
  void patienceIsTwiceAsLongAfterEachIssueAndNeverEndsTheJob() {
    TaskWatch watch = TaskWatch.first(1, T0);
    Instant now = T0;
    for (int issue = 1; issue <= 20; issue++) {
      Duration patience = PATIENCE.multipliedBy(1L << Math.min(issue - 1, 5));
      assertThat(isOverdue(watch, now.plus(patience).minusMillis(1))).isFalse();
      now = now.plus(patience);
      watch = again(watch, now);
    }
    assertThat(watch.silences()).isZero();
  }

  @Test
  void aTaskThatFallsSilentIsIssuedAgain() {
    TaskWatch watch = startedAt(T0.plusSeconds(50));

    assertThat(isOverdue(watch, T0.plusSeconds(57))).isFalse();
    assertThat(again(watch, T0.plusSeconds(58)).silences()).isEqualTo(1);
  }

  @Test
  void heartbeatsKeepATaskAliveForAnyTime() {
    TaskWatch watch = startedAt(T0);
    for (int second = 1; second <= 1000; second++) {
      Instant now = T0.plusSeconds(second);
      watch = watch.heard(started(now), now, LIFE).orElse(watch);
      assertThat(isOverdue(watch, now)).as("second %d", second).isFalse();
    }
  }

  @Test
  void heartbeatsAreWrittenFourTimesASilence() {
    TaskWatch watch = startedAt(T0);

    assertThat(watch.heard(started(T0), T0.plusMillis(1999), LIFE)).isEmpty();
    assertThat(watch.heard(started(T0), T0.plusMillis(2000), LIFE)).isPresent();
  }

  @Test
  void aTaskThatKillsWorkersFailsItsJobAndIsNamed() {
    TaskWatch watch = TaskWatch.first(1, T0);
    Instant now = T0;
    for (int silence = 1; silence < LIFE.mostSilences(); silence++) {
      watch = again(watch.heard(started(now), now, LIFE).orElseThrow(), now.plus(SILENCE));
      now = now.plus(SILENCE);
    }
    TaskWatch last = watch.heard(started(now), now, LIFE).orElseThrow();

    Overdue overdue = machine.overdue(Optional.of(run.state()), inspect, last, now.plus(SILENCE));

    assertThat(overdue).isInstanceOf(Overdue.GivenUp.class);
    JobState failed = ((Overdue.GivenUp) overdue).decision().state().orElseThrow();
    assertThat(failed.view().status()).isEqualTo(JobStatus.FAILED);
    assertThat(failed.view().failure().orElseThrow().reason())
        .startsWith("the task job/0/0 was started and fell silent 3 times, last with worker")
        .contains("worker-1");
  }

  @Test
  void aCoordinatorListensForAWhileBeforeItJudges() {
    Instant backAgain = T0.plus(Duration.ofDays(1));
    Duration hearing = LIFE.hearing();

    assertThat(startedAt(T0).isOverdue(backAgain, backAgain.plus(hearing).minusMillis(1), LIFE))
        .isFalse();
    assertThat(startedAt(T0).isOverdue(backAgain, backAgain.plus(hearing), LIFE)).isTrue();
  }

  @Test
  void aTaskThatWasDoneIsForgotten() {
    run.work(ScriptedWork.of(Programs.quantizationOnly()));

    assertThat(machine.overdue(Optional.of(run.state()), inspect, TaskWatch.first(1, T0), T0))
        .isInstanceOf(Overdue.Forgotten.class);
  }

  @Test
  void aTaskOfAnEarlierAttemptIsForgotten() {
    assertThat(machine.overdue(Optional.of(run.state()), inspect, TaskWatch.first(0, T0), T0))
        .isInstanceOf(Overdue.Forgotten.class);
  }

  @Test
  void aTaskOfNoJobIsForgotten() {
    assertThat(machine.overdue(Optional.empty(), inspect, TaskWatch.first(1, T0), T0))
        .isInstanceOf(Overdue.Forgotten.class);
  }

  @Test
  void everyTaskThatIsOutIsAwaited() {
    run.workUntilSoManyWait(2, ScriptedWork.of(Programs.everything()));

    assertThat(run.waiting)
        .isNotEmpty()
        .allSatisfy(
            task ->
                assertThat(
                        machine.overdue(
                            Optional.of(run.state()),
                            task,
                            TaskWatch.first(task.header().attempt(), T0),
                            T0))
                    .isInstanceOf(Overdue.Reissued.class));
  }
}
