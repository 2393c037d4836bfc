package dev.centroid.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskStallsTest {

  private static final JobPolicy POLICY = JobPolicy.standard();
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final JobMachine machine = new JobMachine(POLICY);
  private final JobRun run = JobRun.submitted(POLICY);
  private final Task inspect = run.issued.get(0);

  private TaskEvent.Stalled stall(int number) {
    return stall(number, inspect.header().attempt());
  }

  private TaskEvent.Stalled stall(int number, int attempt) {
    return new TaskEvent.Stalled(
        new TaskEvent.TaskRef(
            JobRun.JOB, inspect.header().taskId(), inspect.kind(), attempt, "worker-" + number),
        JobRun.T0.plus(TIMEOUT.multipliedBy(number)),
        TIMEOUT);
  }

  private TaskStalls stalls(int count) {
    TaskStalls stalls = TaskStalls.none(1);
    for (int number = 1; number <= count; number++) {
      stalls = stalls.with(stall(number));
    }
    return stalls;
  }

  private Decision decide(TaskEvent.Stalled event, TaskStalls stalls) {
    return machine.stalled(Optional.of(run.state()), event, stalls);
  }

  @Test
  void aTaskMayStallTwice() {
    assertThat(decide(stall(1), stalls(1)).verdict()).isEqualTo(Verdict.NOTED);
    assertThat(decide(stall(2), stalls(2)).verdict()).isEqualTo(Verdict.NOTED);
  }

  @Test
  void theThirdStallFailsTheJobAndNamesTaskWorkersAndSetting() {
    JobView view = decide(stall(3), stalls(3)).state().orElseThrow().view();

    assertThat(view.status()).isEqualTo(JobStatus.FAILED);
    assertThat(view.failure().orElseThrow().reason())
        .startsWith("task job/0/0: made no progress for 10m, 3 times")
        .contains("worker-1, worker-2, worker-3", "centroid.worker.progress-timeout");
  }

  @Test
  void countsARepeatedEventOnce() {
    TaskStalls once = stalls(2);

    assertThat(once.with(stall(2)).with(stall(1))).isEqualTo(once);
  }

  @Test
  void ignoresAStallOfAnEarlierAttempt() {
    assertThat(decide(stall(3, 0), stalls(3)).verdict()).isEqualTo(Verdict.LATE);
  }

  @Test
  void ignoresAStallOfATaskThatIsDone() {
    assertThat(machine.stalled(Optional.of(ended()), stall(4), stalls(3)).verdict())
        .isEqualTo(Verdict.LATE);
  }

  private JobState ended() {
    return decide(stall(3), stalls(3)).state().orElseThrow();
  }

  @Test
  void ignoresAStallOfAnUnknownJob() {
    assertThat(machine.stalled(Optional.empty(), stall(1), stalls(3)).verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void readsBackWhatItWrites() {
    JsonSerde<TaskStalls> stored = new JsonSerde<>(TaskStalls.class);
    JsonSerde<TaskEvent> events = new JsonSerde<>(TaskEvent.class);
    String topic = Topic.TASK_EVENTS.topicName();

    assertThat(
            stored
                .deserializer()
                .deserialize(topic, stored.serializer().serialize(topic, stalls(3))))
        .isEqualTo(stalls(3));
    assertThat(
            events
                .deserializer()
                .deserialize(topic, events.serializer().serialize(topic, stall(1))))
        .isEqualTo(stall(1));
  }
}
