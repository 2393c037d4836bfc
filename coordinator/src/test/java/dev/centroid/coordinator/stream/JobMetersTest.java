package dev.centroid.coordinator.stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.Task;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the topology measures of jobs and of tasks that are out, under a clock of the test's own.
 */
class JobMetersTest {

  private static final Duration A_WHILE = Duration.ofSeconds(40);
  private static final TaskLife PATIENT =
      new TaskLife(Duration.ofSeconds(100), Duration.ofSeconds(100), 3);

  @TempDir private Path state;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private DrivenTopology topology;

  @BeforeEach
  void submitAJob() {
    topology =
        new DrivenTopology(
            new JobPolicy(8, Duration.ZERO, PATIENT, Duration.ofDays(1)), state, registry);
    topology.submit("one");
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void theOldestTaskThatNobodyStartsGrowsOlder() {
    topology.passTime(A_WHILE);

    assertThat(age("waiting")).isEqualTo(A_WHILE.toSeconds());
    assertThat(age("running")).isZero();
  }

  @Test
  void aTaskThatIsIssuedAgainIsAsOldAsBefore() {
    topology.passTime(Duration.ofSeconds(130));

    assertThat(age("waiting")).isEqualTo(130);
  }

  @Test
  void aTaskThatRunsIsAsOldAsSinceItWasIssued() {
    Task inspect = topology.issued().get(0);
    topology.passTime(A_WHILE);
    topology.tell(events(Programs.quantizationOnly(), inspect).get(0));
    topology.passTime(A_WHILE);

    assertThat(age("running")).isEqualTo(2 * A_WHILE.toSeconds());
    assertThat(age("waiting")).isZero();
  }

  @Test
  void theTimeThatATaskWaitedIsInItsTurnAround() {
    Task inspect = topology.issued().get(0);
    topology.passTime(A_WHILE);
    events(Programs.quantizationOnly(), inspect).forEach(topology::tell);

    assertThat(registry.timer("centroid.task.turnaround", "kind", "inspect").max(SECONDS))
        .isCloseTo(A_WHILE.toMillis() / 1e3, within(1e-3));
  }

  @Test
  void noTaskIsOldWhenAJobHasFailed() {
    Task inspect = topology.issued().get(0);
    TaskEvent.TaskRef ref = events(Programs.quantizationOnly(), inspect).get(0).task();
    topology.tell(new TaskEvent.Failed(ref, DrivenTopology.T0, "no", /* badInput= */ true));
    topology.passTime(A_WHILE);

    assertThat(age("waiting")).isZero();
    assertThat(registry.timer("centroid.job", "state", "failed").count()).isOne();
  }

  @Test
  void aCompletedJobIsMeasuredOnce() {
    JobProgram program = Programs.everything();
    topology.work(ScriptedWork.of(program));

    assertThat(registry.timer("centroid.job", "state", "completed").count()).isOne();
    assertThat(registry.summary("centroid.job.ratio").count()).isOne();
    assertThat(registry.counter("centroid.job.bytes", "when", "before").count())
        .isEqualTo((double) program.floatWeightBytes());
    assertThat(registry.summary("centroid.job.ratio").totalAmount())
        .isCloseTo(
            program.floatWeightBytes()
                / registry.counter("centroid.job.bytes", "when", "after").count(),
            within(1e-9));
    assertThat(quality("before")).isOne();
    assertThat(quality("after")).isOne();
  }

  /** The errors are 0.1, and Micrometer rounds up. */
  @Test
  void anErrorIsInItsBucketAndNotInTheOneBelow() {
    topology.work(ScriptedWork.of(Programs.quantizationOnly()));

    assertThat(registry.get("centroid.layer.error").summary().takeSnapshot().histogramCounts())
        .filteredOn(bucket -> bucket.bucket() == 5 || bucket.bucket() == 10)
        .extracting(CountAtBucket::count)
        .containsExactly(0.0, 2.0);
  }

  @Test
  void noMetricHasTheIdOfAJob() {
    topology.work(ScriptedWork.of(Programs.everything()));

    assertThat(registry.getMeters().stream().flatMap(meter -> meter.getId().getTags().stream()))
        .extracting(Tag::getKey)
        .isSubsetOf("kind", "outcome", "topic", "state", "metric", "when", "le");
  }

  /** In seconds. */
  private long age(String taskState) {
    return Math.round(
        registry.get("centroid.task.oldest.age").tag("state", taskState).gauge().value());
  }

  private long quality(String when) {
    return registry.get("centroid.job.quality").tag("when", when).summaries().stream()
        .mapToLong(DistributionSummary::count)
        .sum();
  }

  private static List<TaskEvent> events(JobProgram program, Task task) {
    return ScriptedWork.of(program).events(task, "worker", DrivenTopology.T0);
  }
}
