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

class IssuedTaskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final Duration SILENCE = Duration.ofSeconds(8);
  private static final TaskLife LIFE = new TaskLife(PATIENCE, SILENCE, 3);
  private static final JobPolicy POLICY = new JobPolicy(8, Duration.ZERO, LIFE);
  private static final Instant T0 = JobRun.T0;
  private static final Instant ALWAYS = Instant.EPOCH;

  private final JobMachine machine = new JobMachine(POLICY);
  private final JobRun run = JobRun.submitted(POLICY);
  private final Task inspect = run.issued.get(0);

  private Overdue look(IssuedTask task, Instant now) {
    return machine.lookedAt(Optional.of(run.state()), task, ALWAYS, now);
  }

  private static IssuedTask again(Overdue overdue) {
    assertThat(overdue).isInstanceOf(Overdue.Reissued.class);
    return ((Overdue.Reissued) overdue).task();
  }

  private TaskEvent started(Instant at) {
    return new TaskEvent.Started(
        new TaskEvent.TaskRef(JobRun.JOB, inspect.header().taskId(), inspect.kind(), 1, "worker-1"),
        at);
  }

  private IssuedTask startedAt(Instant now) {
    return IssuedTask.first(inspect, T0).heard(started(now), now, LIFE).orElseThrow();
  }

  @Test
  void aTaskThatNobodyStartsIsIssuedAgainWhenPatienceEnds() {
    IssuedTask task = IssuedTask.first(inspect, T0);

    assertThat(look(task, T0.plus(PATIENCE).minusMillis(1))).isInstanceOf(Overdue.Patient.class);
    assertThat(again(look(task, T0.plus(PATIENCE))).task()).isEqualTo(inspect);
  }

  @Test
  void patienceIsTwiceAsLongAfterEachIssueAndNeverEndsTheJob() {
    IssuedTask task = IssuedTask.first(inspect, T0);
    Instant now = T0;
    for (int issue = 1; issue <= 20; issue++) {
      Duration patience = PATIENCE.multipliedBy(1L << Math.min(issue - 1, 10));
      assertThat(look(task, now.plus(patience).minusMillis(1))).isInstanceOf(Overdue.Patient.class);
      now = now.plus(patience);
      task = again(look(task, now));
    }
    assertThat(task.silences()).isZero();
  }

  @Test
  void aTaskThatFallsSilentIsIssuedAgain() {
    IssuedTask task = startedAt(T0.plusSeconds(50));

    assertThat(look(task, T0.plusSeconds(57))).isInstanceOf(Overdue.Patient.class);
    assertThat(again(look(task, T0.plusSeconds(58))).silences()).isEqualTo(1);
  }

  @Test
  void heartbeatsKeepATaskAliveForAnyTime() {
    IssuedTask task = startedAt(T0);
    for (int second = 1; second <= 1000; second++) {
      Instant now = T0.plusSeconds(second);
      task = task.heard(started(now), now, LIFE).orElse(task);
      assertThat(look(task, now)).as("second %d", second).isInstanceOf(Overdue.Patient.class);
    }
  }

  @Test
  void heartbeatsAreWrittenFourTimesASilence() {
    IssuedTask task = startedAt(T0);

    assertThat(task.heard(started(T0), T0.plusMillis(1999), LIFE)).isEmpty();
    assertThat(task.heard(started(T0), T0.plusMillis(2000), LIFE)).isPresent();
  }

  @Test
  void aTaskThatKillsWorkersFailsItsJobAndIsNamed() {
    IssuedTask task = IssuedTask.first(inspect, T0);
    Instant now = T0;
    for (int silence = 1; silence < LIFE.mostSilences(); silence++) {
      now = now.plus(SILENCE);
      task = again(look(task.heard(started(now), now, LIFE).orElseThrow(), now.plus(SILENCE)));
    }
    now = now.plus(SILENCE);
    IssuedTask last = task.heard(started(now), now, LIFE).orElseThrow();

    Overdue overdue = look(last, now.plus(SILENCE));

    assertThat(overdue).isInstanceOf(Overdue.GivenUp.class);
    JobState failed = ((Overdue.GivenUp) overdue).decision().state().orElseThrow();
    assertThat(failed.view().status()).isEqualTo(JobStatus.FAILED);
    assertThat(failed.view().failure().orElseThrow().reason())
        .startsWith("the task job/0/0 was started and fell silent 3 times, last with worker")
        .contains("worker-1");
  }

  @Test
  void whatWasNotListenedForIsNotSilence() {
    IssuedTask task = startedAt(T0);
    Instant backAgain = T0.plus(Duration.ofDays(1));

    Overdue overdue =
        machine.lookedAt(Optional.of(run.state()), task, backAgain, backAgain.plusSeconds(7));

    assertThat(overdue).isInstanceOf(Overdue.Patient.class);
  }

  @Test
  void aTaskThatWasDoneIsForgotten() {
    run.work(ScriptedWork.of(Programs.quantizationOnly()));

    assertThat(look(IssuedTask.first(inspect, T0), T0)).isInstanceOf(Overdue.Forgotten.class);
  }

  @Test
  void aTaskOfNoJobIsForgotten() {
    assertThat(machine.lookedAt(Optional.empty(), IssuedTask.first(inspect, T0), ALWAYS, T0))
        .isInstanceOf(Overdue.Forgotten.class);
  }

  @Test
  void everyTaskThatIsOutIsAwaited() {
    run.workUntilSoManyWait(2, ScriptedWork.of(Programs.everything()));

    assertThat(run.waiting)
        .isNotEmpty()
        .allSatisfy(
            task ->
                assertThat(look(IssuedTask.first(task, T0), T0))
                    .isInstanceOf(Overdue.Patient.class));
  }
}
