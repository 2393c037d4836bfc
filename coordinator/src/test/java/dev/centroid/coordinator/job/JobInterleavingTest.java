package dev.centroid.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.quantization.random.TestSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the order in which workers are heard, and however often, a job ends the same way. */
class JobInterleavingTest {

  private static final int RUNS = 100;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 100})
  void anyOrderAndAnyRepetitionGivesTheSameResultAndIssuesNoTaskTwice(int window) {
    long base = TestSeed.value();
    for (int i = 0; i < RUNS; i++) {
      long seed = base + i;
      Random random = new Random(seed);
      JobProgram program = Programs.any(random);
      JobRun inOrder = JobRun.submitted(policy(window));
      inOrder.workUntilNothingWaits(ScriptedWork.of(program));

      JobRun shuffled = new Shuffle(random, program, window, seed).run();

      assertThat(shuffled.view().packaged())
          .as("packaged, seed %d", seed)
          .isEqualTo(inOrder.view().packaged())
          .isPresent();
      assertThat(shuffled.view().finalState())
          .as("final state, seed %d", seed)
          .isEqualTo(inOrder.view().finalState());
      assertThat(shuffled.layers()).as("layers, seed %d", seed).isEqualTo(inOrder.layers());
    }
  }

  private static JobPolicy policy(int window) {
    return new JobPolicy(window, Duration.ZERO, TaskLife.standard(), Duration.ofDays(1));
  }

  /** Tells events of several workers in random order, repeating some, now and later. */
  private static final class Shuffle {

    private final Random random;
    private final ScriptedWork work;
    private final int window;
    private final long seed;
    private final JobRun run;
    private final List<List<TaskEvent>> underWay = new ArrayList<>();
    private final List<TaskEvent> told = new ArrayList<>();
    private final Set<String> open = new HashSet<>();

    Shuffle(Random random, JobProgram program, int window, long seed) {
      this.random = random;
      this.work = ScriptedWork.of(program);
      this.window = window;
      this.seed = seed;
      this.run = JobRun.submitted(policy(window));
    }

    JobRun run() {
      takeUpTasks();
      while (!underWay.isEmpty()) {
        tellNext();
        if (random.nextInt(4) == 0) {
          run.tell(told.get(random.nextInt(told.size())));
          run.submit();
        }
        takeUpTasks();
      }
      told.forEach(run::tell);
      checkEnd();
      return run;
    }

    private void takeUpTasks() {
      while (!run.waiting.isEmpty()) {
        Task task = run.waiting.remove();
        open.add(task.header().taskId());
        assertThat(open.size()).as("window, seed %d", seed).isLessThanOrEqualTo(window);
        underWay.add(new ArrayList<>(work.events(task, "one", run.tick())));
        if (random.nextInt(5) == 0) {
          underWay.add(new ArrayList<>(work.events(task, "two", run.tick())));
        }
      }
    }

    private void tellNext() {
      List<TaskEvent> worker = underWay.get(random.nextInt(underWay.size()));
      TaskEvent event = worker.remove(0);
      if (worker.isEmpty()) {
        underWay.remove(worker);
      }
      if (event instanceof TaskEvent.Completed) {
        open.remove(event.task().taskId());
      }
      told.add(event);
      run.tell(event);
    }

    private void checkEnd() {
      assertThat(run.view().status()).as("seed %d", seed).isEqualTo(JobStatus.COMPLETED);
      assertThat(run.issued)
          .as("no task twice, seed %d", seed)
          .extracting(task -> task.header().taskId())
          .doesNotHaveDuplicates();
      assertThat(run.news)
          .as("one end, seed %d", seed)
          .filteredOn(news -> news.kind() == UserEvent.Kind.COMPLETED)
          .hasSize(1);
    }
  }
}
