package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobState;
import dev.centroid.coordinator.job.LayerEntry;
import dev.centroid.coordinator.job.TaskStalls;
import dev.centroid.coordinator.job.TaskWatch;
import dev.centroid.coordinator.job.UserEvent;
import dev.centroid.coordinator.metrics.Meters;
import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The desk of jobs as Kafka Streams runs it with exactly-once: what it read, what it changed and
 * what it put out are committed together, or not at all when its process dies; its successor begins
 * where the last commit ended.
 */
final class SimulatedCoordinator {

  /** Who hears of what was committed. */
  interface Audience {

    void task(Task task);

    void stop(StopOrder order);

    void view(JobView view);

    void news(UserEvent event);
  }

  private static final Duration LONGEST_STALL = Duration.ofMinutes(3);
  private static final Duration LONGEST_TRANSACTION = Duration.ofMillis(200);
  private static final Duration LONGEST_RESTART = Duration.ofSeconds(20);

  private final World world;
  private final Faults faults;
  private final JobMachine machine;
  private final Audience audience;
  private final Meters meters = Meters.of(new SimpleMeterRegistry(), Tracing.off());
  private final TransactionalTable<JobState> headers = new TransactionalTable<>();
  private final TransactionalTable<LayerEntry> layers = new TransactionalTable<>();
  private final TransactionalTable<String> logits = new TransactionalTable<>();
  private final TransactionalTable<Task> issued = new TransactionalTable<>();
  private final TransactionalTable<TaskWatch> watches = new TransactionalTable<>();
  private final TransactionalTable<TaskStalls> stalls = new TransactionalTable<>();
  private final TransactionalTable<Long> deadlines = new TransactionalTable<>();
  private final TransactionalTable<Long> ends = new TransactionalTable<>();
  private final List<TransactionalTable<?>> tables =
      List.of(headers, layers, logits, issued, watches, stalls, deadlines, ends);
  private final List<Input> log = new ArrayList<>();
  private final List<Runnable> output = new ArrayList<>();
  private final Map<String, Map<Integer, LayerView>> layerViews = new HashMap<>();
  private JobDesk desk;
  private int committedOffset;
  private int offset;
  private int lives;
  private boolean busy;

  private record Input(String jobId, JobCommand command, Instant at) {}

  SimulatedCoordinator(World world, Faults faults, JobMachine machine, Audience audience) {
    this.world = world;
    this.faults = faults;
    this.machine = machine;
    this.audience = audience;
    this.desk = openDesk();
    lookEverySecond(lives);
  }

  /** A record reaches the log. */
  void append(String jobId, JobCommand command) {
    log.add(new Input(jobId, command, world.instant()));
    if (!busy) {
      readOn();
    }
  }

  /** A job's layers as users see them. */
  List<LayerView> layers(String jobId) {
    return List.copyOf(layerViews.getOrDefault(jobId, Map.of()).values());
  }

  /** How many tasks it keeps as being out. */
  int tasksKept() {
    return issued.size();
  }

  private JobDesk openDesk() {
    return new JobDesk(
        machine,
        meters,
        new JobStores(
            headers,
            layers,
            logits,
            issued,
            new MirroredTable<>(watches),
            stalls,
            new MirroredTable<>(deadlines),
            new MirroredTable<>(ends)),
        new Buffer(),
        world);
  }

  private void readOn() {
    while (offset < log.size()) {
      Input next = log.get(offset++);
      desk.take(next.jobId(), next.command(), next.at());
    }
    beginCommit();
  }

  private void beginCommit() {
    busy = true;
    int life = lives;
    Duration takes =
        world.happens(faults.coordinatorStalls())
            ? world.upTo(LONGEST_STALL)
            : world.upTo(LONGEST_TRANSACTION);
    world.after(takes, () -> endCommit(life));
  }

  private void endCommit(int life) {
    if (life != lives) {
      return;
    }
    tables.forEach(TransactionalTable::commit);
    committedOffset = offset;
    busy = false;
    List<Runnable> committed = List.copyOf(output);
    output.clear();
    committed.forEach(Runnable::run);
    if (offset < log.size()) {
      readOn();
    }
  }

  private void lookEverySecond(int life) {
    world.after(
        JobDesk.LOOK_INTERVAL,
        () -> {
          if (life != lives) {
            return;
          }
          if (world.happens(faults.coordinatorDies())) {
            die();
            return;
          }
          if (!busy) {
            desk.look(world.instant());
            beginCommit();
          }
          lookEverySecond(life);
        });
  }

  private void die() {
    world.note("coordinator dies");
    lives++;
    tables.forEach(TransactionalTable::rollBack);
    output.clear();
    offset = committedOffset;
    busy = true;
    world.after(world.upTo(LONGEST_RESTART), this::comeBack);
  }

  private void comeBack() {
    desk = openDesk();
    lookEverySecond(lives);
    readOn();
  }

  /** What is put out is sent when it is committed. */
  private final class Buffer implements Outbox {

    @Override
    public void task(Task task, Instant at) {
      output.add(() -> audience.task(task));
    }

    @Override
    public void stop(StopOrder order, Instant at) {
      output.add(() -> audience.stop(order));
    }

    @Override
    public void view(JobView view, Instant at) {
      output.add(() -> audience.view(view));
    }

    @Override
    public void layer(String jobId, int index, Optional<LayerView> view, Instant at) {
      output.add(
          () -> {
            Map<Integer, LayerView> known =
                layerViews.computeIfAbsent(jobId, job -> new TreeMap<>());
            view.ifPresentOrElse(layer -> known.put(index, layer), () -> known.remove(index));
          });
    }

    @Override
    public void forgotten(String jobId, Instant at) {
      throw new IllegalStateException("no history is so long, but job " + jobId + " was forgotten");
    }

    @Override
    public void news(UserEvent event, Instant at) {
      output.add(() -> audience.news(event));
    }
  }
}
