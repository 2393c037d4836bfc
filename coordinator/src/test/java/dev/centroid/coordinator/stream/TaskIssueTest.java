package dev.centroid.coordinator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology under a clock that stands still: tasks that follow from events alone. */
class TaskIssueTest {

  private static final int STEPS = 400;
  private static final int STEPS_OF_A_SLICE = 4;

  @TempDir private Path state;

  @Test
  void aCompletionIssuesTheNextSliceWithoutATimer() {
    // Given
    JobProgram program =
        Programs.program(
            STEPS,
            0,
            List.of(new JobProgram.GroupProgram("all", List.of(0), List.of(0), 0)),
            false,
            0,
            false,
            false,
            1);
    ScriptedWork work = ScriptedWork.of(program);
    List<Integer> firstSteps = new ArrayList<>();

    try (DrivenTopology topology =
        new DrivenTopology(JobPolicy.standard(), state, new SimpleMeterRegistry())) {
      // When
      topology.submit("one");
      for (List<Task> next = topology.issued(); !next.isEmpty(); next = topology.issued()) {
        for (Task task : next) {
          if (task instanceof Task.Tune slice) {
            firstSteps.add(slice.steps().first());
          }
          work.events(task, "worker", DrivenTopology.T0).forEach(topology::tell);
        }
      }
    }

    // Then
    assertThat(firstSteps)
        .isEqualTo(
            IntStream.iterate(0, step -> step < STEPS, step -> step + STEPS_OF_A_SLICE)
                .boxed()
                .toList());
  }
}
