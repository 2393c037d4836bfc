package dev.centroid.coordinator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology under a clock of the test's own: tasks that are not heard of. */
class SilentTaskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Deserializer<JobView> VIEWS = new JsonSerde<>(JobView.class).deserializer();

  @TempDir private Path state;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private DrivenTopology topology;
  private Task inspect;

  @BeforeEach
  void submitAJob() {
    topology =
        new DrivenTopology(
            new JobPolicy(8, Duration.ZERO, new TaskLife(PATIENCE, SILENCE, 3), Duration.ofDays(1)),
            state,
            registry);
    topology.submit("one");
    inspect = topology.issued().get(0);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  private TaskEvent.TaskRef ref() {
    return new TaskEvent.TaskRef(
        inspect.header().jobId(),
        inspect.header().taskId(),
        inspect.kind(),
        inspect.header().attempt(),
        "worker");
  }

  private void start() {
    topology.tell(new TaskEvent.Started(ref(), DrivenTopology.T0));
  }

  private void stall(int number) {
    topology.tell(
        new TaskEvent.Stalled(
            ref(), DrivenTopology.T0.plusSeconds(number), Duration.ofMinutes(10)));
  }

  private List<JobView> newViews() {
    return topology.views().stream()
        .map(view -> VIEWS.deserialize(Topic.JOBS.topicName(), view.value()))
        .toList();
  }

  @Test
  void aTaskThatStallsThreeTimesFailsItsJobAndIsForgotten() {
    topology.views();
    stall(1);
    stall(2);
    stall(2);
    assertThat(newViews()).isEmpty();

    stall(3);
    topology.passTime(PATIENCE);

    assertThat(newViews()).extracting(JobView::status).containsExactly(JobStatus.FAILED);
    assertThat(topology.issued()).isEmpty();
    assertThat(registry.counter("centroid.tasks.stalled", "kind", "inspect").count()).isEqualTo(4);
  }

  @Test
  void aTaskThatNobodyStartsIsIssuedAgain() {
    topology.passTime(PATIENCE.minusSeconds(1));
    assertThat(topology.issued()).isEmpty();

    topology.passTime(Duration.ofSeconds(1));

    assertThat(topology.issued()).containsExactly(inspect);
  }

  @Test
  void aTaskThatWasStartedIsIssuedAgainWhenItFallsSilent() {
    start();
    topology.passTime(SILENCE);

    assertThat(topology.issued()).containsExactly(inspect);
    assertThat(registry.counter("centroid.tasks.reissued", "kind", "inspect").count()).isOne();
  }

  @Test
  void aTaskThatFallsSilentOftenFailsItsJob() {
    topology.views();
    for (int silence = 0; silence < 3; silence++) {
      start();
      topology.passTime(SILENCE);
    }

    List<JobView> told = newViews();
    assertThat(told).extracting(JobView::status).containsExactly(JobStatus.FAILED);
    assertThat(told.get(0).failure().orElseThrow().reason()).contains("fell silent 3 times");
  }

  @Test
  void aCoordinatorThatSleptListensAnew() {
    start();

    topology.sleep(Duration.ofHours(8));
    topology.passTime(Duration.ofSeconds(2));
    start();
    topology.passTime(SILENCE.minusSeconds(1));

    assertThat(topology.issued()).isEmpty();
  }

  @Test
  void aTaskThatWasDoneIsNotIssuedAgain() {
    ScriptedWork.of(Programs.quantizationOnly())
        .events(inspect, "worker", DrivenTopology.T0)
        .forEach(topology::tell);
    topology.issued();

    topology.passTime(PATIENCE.multipliedBy(3));

    assertThat(topology.issued()).doesNotContain(inspect);
  }
}
