package dev.centroid.coordinator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.quantization.random.TestSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Thousands of histories of a cluster in which everything goes wrong: workers die, freeze and let
 * go, records are late, repeated and lost, the coordinator dies and stalls, users cancel, pause and
 * resume, and a task kills every worker. One thread, one seed a history: {@code -Dsimulation.seed=S
 * -Dsimulation.histories=1} gives one again, and more histories can be asked for.
 */
class SimulationTest {

  private static final int FEW_HISTORIES = Integer.getInteger("simulation.histories", 200);
  private static final int MANY_HISTORIES = Integer.getInteger("simulation.histories", 2000);
  private static final long FIRST_SEED = Long.getLong("simulation.seed", TestSeed.value());
  private static final Duration WITHIN = Duration.ofMinutes(3);

  /** What users want of a job, beside the job. */
  private enum Wish {
    NOTHING,
    AGAIN,
    CANCEL,
    PAUSE_AND_RESUME,
    DEADLINE,
    POISON
  }

  private static final List<Wish> WISHES = List.of(Wish.values());

  private record Asked(String jobId, Wish wish, JobProgram program) {}

  /** One history by its seed. */
  private static final class Run {
    private final World world;
    private final History history;
    private final List<Asked> asked = new ArrayList<>();

    Run(long seed) {
      world = new World(seed);
      Random random = world.random();
      history =
          new History(
              world,
              Faults.anyIn(world),
              1 + random.nextInt(5),
              1 + random.nextInt(8),
              "seed " + seed);
      int jobs = 1 + random.nextInt(4);
      for (int i = 0; i < jobs; i++) {
        ask("job" + i, random);
      }
      history.runToTheEnd();
    }

    private void ask(String jobId, Random random) {
      Wish wish = WISHES.get(random.nextInt(WISHES.size()));
      JobProgram program = Programs.any(random);
      Duration at = world.upTo(WITHIN);
      Optional<Duration> deadline =
          wish == Wish.DEADLINE
              ? Optional.of(world.upTo(Duration.ofMinutes(10)))
              : Optional.empty();
      history.submit(jobId, program, at, deadline, wish == Wish.POISON);
      asked.add(new Asked(jobId, wish, program));
      Duration later = at.plus(world.upTo(WITHIN));
      switch (wish) {
        case AGAIN -> history.ask(jobId, later);
        case CANCEL -> history.order(jobId, JobOrder.CANCEL, later);
        case PAUSE_AND_RESUME -> {
          for (int i = random.nextInt(3); i >= 0; i--) {
            history.order(jobId, JobOrder.PAUSE, later);
            later = later.plus(world.upTo(WITHIN));
            history.order(jobId, JobOrder.RESUME, later);
            later = later.plus(world.upTo(WITHIN));
          }
        }
        case NOTHING, DEADLINE, POISON -> {}
      }
    }
  }

  private static void assertSameResult(Asked asked, History.Result result, long seed) {
    JobDetails expected = UndisturbedJob.of(asked.jobId(), asked.program());
    assertThat(result.view().packaged())
        .as("seed %d: artifact of %s", seed, asked.jobId())
        .isEqualTo(expected.job().packaged())
        .isPresent();
    assertThat(result.view().finalState())
        .as("seed %d: training state of %s", seed, asked.jobId())
        .isEqualTo(expected.job().finalState());
    assertThat(result.layers())
        .as("seed %d: layers of %s", seed, asked.jobId())
        .isEqualTo(expected.layers());
  }

  @Test
  void whateverGoesWrongEveryJobEndsOnceAndItsArtifactIsTheSame() {
    assertEveryJobEndsOnceWithTheSameArtifact(FEW_HISTORIES);
  }

  @Test
  @Tag("slow")
  void whateverGoesWrongInThousandsOfHistoriesEveryJobEndsOnceAndItsArtifactIsTheSame() {
    assertEveryJobEndsOnceWithTheSameArtifact(MANY_HISTORIES);
  }

  private static void assertEveryJobEndsOnceWithTheSameArtifact(int histories) {
    Map<JobStatus, Integer> ends = new EnumMap<>(JobStatus.class);
    for (long seed = FIRST_SEED; seed < FIRST_SEED + histories; seed++) {
      Run run = new Run(seed);
      for (Asked asked : run.asked) {
        History.Result result = run.history.result(asked.jobId());
        JobStatus status = result.view().status();
        ends.merge(status, 1, Integer::sum);
        if (status == JobStatus.COMPLETED) {
          assertSameResult(asked, result, seed);
        }
        assertThat(status == JobStatus.CANCELLED)
            .as("seed %d: %s is cancelled if it is wanted", seed, asked)
            .matches(cancelled -> !cancelled || asked.wish() == Wish.CANCEL);
      }
    }
    System.out.printf("%d histories from seed %d: %s%n", histories, FIRST_SEED, ends);
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++) {
      assertThat(new Run(seed).world.trace())
          .as("seed %d", seed)
          .isEqualTo(new Run(seed).world.trace());
    }
  }

  @Test
  void aTaskThatKillsEveryWorkerFailsItsJobAndNoOther() {
    History history = new History(new World(FIRST_SEED), Faults.none(), 3, 8, "poison");
    history.submit(
        "poisoned", Programs.everything(), Duration.ZERO, Optional.empty(), /* poisoned= */ true);
    history.submit("sound", Programs.everything(), Duration.ZERO);
    history.runToTheEnd();

    JobView poisoned = history.result("poisoned").view();
    assertThat(poisoned.status()).isEqualTo(JobStatus.FAILED);
    assertThat(history.result("sound").view().status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void aSmallJobIsNotStuckBehindABigOne() {
    Duration alone = timeOfASmallJob(0);

    Duration besideABigOne = timeOfASmallJob(1);

    // Each of its tasks waits for a window of the other's at most.
    assertThat(besideABigOne).isLessThan(alone.multipliedBy(8));
  }

  private static Duration timeOfASmallJob(int bigJobs) {
    History history = new History(new World(FIRST_SEED), Faults.none(), 2, 4, "fair");
    for (int i = 0; i < bigJobs; i++) {
      history.submit("big" + i, Programs.wide(2000), Duration.ZERO);
    }
    Duration begin = Duration.ofMinutes(1);
    history.submit("small", Programs.quantizationOnly(), begin);
    history.runToTheEnd();
    return Duration.between(World.START.plus(begin), history.endOf("small"));
  }
}
