package dev.centroid.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.quantization.random.TestSeed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users may want of a job that is under way. */
class JobOrdersTest {

  private static final ScriptedWork WORK = ScriptedWork.of(Programs.everything());

  private static JobRun underWay(int tasksDone) {
    JobRun run = JobRun.submitted(JobPolicy.standard());
    for (int i = 0; i < tasksDone; i++) {
      run.work(WORK);
    }
    return run;
  }

  @Test
  void cancellingStopsTheTasksOfTheAttemptAndTellsTheUser() {
    JobRun run = underWay(2);

    Decision decision = run.order(JobOrder.CANCEL);

    assertThat(decision.stopsTasks()).isTrue();
    assertThat(run.view().status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(run.news.get(run.news.size() - 1).kind()).isEqualTo(UserEvent.Kind.CANCELLED);
  }

  @Test
  void whatWorkersCompleteOfACancelledJobChangesNothing() {
    JobRun run = underWay(2);
    run.order(JobOrder.CANCEL);

    run.work(WORK);

    assertThat(run.verdicts).containsKey(Verdict.LATE);
    assertThat(run.view().status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aCancelledJobAskedForAgainStartsAnewAsTheNextAttempt() {
    JobRun run = underWay(4);
    run.order(JobOrder.CANCEL);
    run.waiting.clear();

    Decision again = run.submit();

    assertThat(again.tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.header().attempt()).isEqualTo(2));
    run.workUntilNothingWaits(WORK);
    assertThat(run.view().status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void aPausedJobIssuesNothingAndKeepsWhatIsStillCompleted() {
    JobRun run = underWay(1);
    int done = run.view().phases().stream().mapToInt(phase -> phase.done()).sum();
    run.order(JobOrder.PAUSE);
    List<Task> issued = List.copyOf(run.issued);

    run.work(WORK);

    assertThat(run.issued).isEqualTo(issued);
    assertThat(run.view().status()).isEqualTo(JobStatus.PAUSED);
    assertThat(run.view().phases().stream().mapToInt(phase -> phase.done()).sum())
        .isGreaterThan(done);
  }

  @Test
  void wheneverAJobIsPausedAndResumedItsResultIsTheSame() {
    JobRun undisturbed = underWay(0);
    undisturbed.workUntilNothingWaits(WORK);
    long base = TestSeed.value();
    for (long seed = base; seed < base + 200; seed++) {
      JobRun run = pausedNowAndThen(new Random(seed));

      assertThat(run.view().status()).as("seed %d", seed).isEqualTo(JobStatus.COMPLETED);
      assertThat(run.view().packaged())
          .as("seed %d", seed)
          .isEqualTo(undisturbed.view().packaged());
      assertThat(run.layers()).as("seed %d", seed).isEqualTo(undisturbed.layers());
    }
  }

  /** Pauses; some of what was out is completed, the rest is stopped and issued again. */
  private static JobRun pausedNowAndThen(Random random) {
    JobRun run = JobRun.submitted(JobPolicy.standard());
    while (!run.waiting.isEmpty()) {
      if (random.nextInt(4) == 0) {
        run.order(JobOrder.PAUSE);
        while (!run.waiting.isEmpty() && random.nextBoolean()) {
          run.work(WORK);
        }
        run.waiting.clear();
        run.order(JobOrder.RESUME);
      } else {
        run.work(WORK);
      }
    }
    return run;
  }

  @Test
  void aResumedJobIsAnotherAttemptWhoseTasksNoEarlierOrderStops() {
    JobRun run = underWay(3);
    int before = run.state().attempt();
    run.order(JobOrder.PAUSE);

    Decision resumed = run.order(JobOrder.RESUME);

    assertThat(resumed.tasks())
        .isNotEmpty()
        .allSatisfy(task -> assertThat(task.header().attempt()).isEqualTo(before + 1));
  }

  @Test
  void aPausedJobSurvivesBeingStored() {
    JobRun run = underWay(5);
    run.order(JobOrder.PAUSE);
    JsonSerde<JobState> serde = new JsonSerde<>(JobState.class);

    byte[] stored = serde.serializer().serialize("", run.state());

    assertThat(serde.deserializer().deserialize("", stored)).isEqualTo(run.state());
  }

  @ParameterizedTest
  @EnumSource(JobOrder.class)
  void anOrderToACompletedJobComesTooLate(JobOrder order) {
    JobRun run = underWay(0);
    run.workUntilNothingWaits(WORK);

    assertThat(run.order(order).verdict()).isEqualTo(Verdict.LATE);
    assertThat(run.view().status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void anOrderThatIsRepeatedChangesNothing() {
    JobRun run = underWay(2);

    assertThat(run.order(JobOrder.RESUME).verdict()).isEqualTo(Verdict.DUPLICATE);
    run.order(JobOrder.PAUSE);
    assertThat(run.order(JobOrder.PAUSE).verdict()).isEqualTo(Verdict.DUPLICATE);
  }
}
