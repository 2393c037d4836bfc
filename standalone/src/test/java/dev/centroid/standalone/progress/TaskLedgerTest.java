package dev.centroid.standalone.progress;

import static dev.centroid.standalone.report.JobExamples.JOB;
import static dev.centroid.standalone.report.JobExamples.at;
import static dev.centroid.standalone.report.JobExamples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Fingerprint;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.standalone.report.Interval;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskLedgerTest {

  private static final TaskRef TASK = new TaskRef(JOB, "task", TaskKind.TUNE, 1, "worker-1");

  private final TaskLedger ledger = new TaskLedger();

  @Test
  void aTaskIsRunningFromItsStartToItsCompletion() {
    ledger.accept(new TaskEvent.Started(TASK, at(1)));
    ledger.accept(new TaskEvent.Progress(TASK, at(2), 3, 10, 0.5));
    assertThat(ledger.running())
        .containsExactly(new TaskLedger.Running("task", TaskKind.TUNE, at(1), 3, 10));

    ledger.accept(completed(1, 4));
    assertThat(ledger.running()).isEmpty();
    assertThat(ledger.finished()).containsExactly(new Interval(at(1), at(4)));
  }

  @Test
  void aFailedTaskCountsAsWorkFromItsStartToItsFailure() {
    ledger.accept(new TaskEvent.Started(TASK, at(1)));
    ledger.accept(new TaskEvent.Failed(TASK, at(3), "on purpose", false));

    assertThat(ledger.finished()).containsExactly(new Interval(at(1), at(3)));
  }

  @Test
  void keepsTheNewestLossThatIsANumber() {
    ledger.accept(new TaskEvent.Progress(TASK, at(2), 3, 10, 0.5));
    ledger.accept(new TaskEvent.Progress(TASK, at(3), 4, 10, Double.NaN));

    assertThat(ledger.loss()).contains(0.5);
  }

  @Test
  void waitsForTasksThatHaveStartedAndNotForMore() throws Exception {
    assertThat(ledger.awaitIdle(Duration.ZERO)).isTrue();

    ledger.accept(new TaskEvent.Started(TASK, at(1)));

    assertThat(ledger.awaitIdle(Duration.ofMillis(1))).isFalse();
  }

  private static TaskEvent completed(double from, double to) {
    return new TaskEvent.Completed(
        TASK,
        at(to),
        at(from),
        new TaskOutcome.Recalibrated(digest('a')),
        new Fingerprint("PyTorch", "cpu", "AVX2", 2));
  }
}
