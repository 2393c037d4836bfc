package dev.centroid.coordinator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.ViewKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology under a clock of the test's own: jobs that ended long ago. */
class ForgottenJobTest {

  private static final Duration KEEP = Duration.ofHours(1);

  @TempDir private Path state;

  private final Set<ViewKey> left = new HashSet<>();
  private DrivenTopology topology;

  @BeforeEach
  void start() {
    topology =
        new DrivenTopology(
            new JobPolicy(8, Duration.ZERO, TaskLife.standard(), KEEP),
            state,
            new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void everyViewOfAJobThatEndedLongAgoIsTakenBack() {
    topology.submit("one");
    topology.work(ScriptedWork.of(Programs.everything()));
    assertThat(viewsLeft()).isNotEmpty();

    topology.sleep(KEEP.plusSeconds(1));

    assertThat(viewsLeft()).isEmpty();
  }

  @Test
  void jobThatEndedLatelyIsKnown() {
    topology.submit("one");
    topology.work(ScriptedWork.of(Programs.everything()));
    viewsLeft();

    topology.sleep(KEEP.minusSeconds(1));

    assertThat(topology.views()).isEmpty();
  }

  @Test
  void jobThatIsUnderWayIsNeverForgotten() {
    topology.submit("one");
    viewsLeft();

    topology.sleep(KEEP.multipliedBy(9));

    assertThat(topology.views()).noneMatch(view -> view.value() == null);
  }

  @Test
  void jobThatIsAskedForAgainAfterItWasForgottenBeginsAnew() {
    topology.submit("one");
    Task first = topology.issued().get(0);
    ScriptedWork.of(Programs.quantizationOnly())
        .events(first, "worker", DrivenTopology.T0)
        .forEach(topology::tell);
    topology.work(ScriptedWork.of(Programs.quantizationOnly()));
    topology.sleep(KEEP.plusSeconds(1));

    topology.submit("one");

    assertThat(topology.issued()).containsExactly(first);
  }

  /** Keys of those views that were written and not taken back. */
  private Set<ViewKey> viewsLeft() {
    topology
        .views()
        .forEach(
            view -> {
              ViewKey key = ViewKey.parse(view.key());
              if (view.value() == null) {
                left.remove(key);
              } else {
                left.add(key);
              }
            });
    return left;
  }
}
