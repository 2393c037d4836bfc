package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker that does what a real one does, as far as brokers can see. */
final class SimulatedWorker {

  /** What a worker has to do with. */
  interface Surroundings {

    /** What the tasks of a job yield. */
    ScriptedWork work(String jobId);

    /** Whether a task kills every worker that takes it. */
    boolean isPoison(Task task);

    /** A worker tells something. */
    void tell(TaskEvent event);

    /** A step of a task was done. */
    void stepped(Task task);

    /** A delivery of a task came to nothing. */
    void lost(Task task);
  }

  static final Duration LONGEST_STEP = Duration.ofSeconds(4);

  private static final Duration LONGEST_RESTART = Duration.ofSeconds(30);
  private static final Duration LONGEST_FREEZE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
  private static final int MOST_STEPS = 5;
  private static final double POISON_STALLS = 0.5;

  private final World world;
  private final Faults faults;
  private final String name;
  private final SimulatedQueue queue;
  private final Surroundings surroundings;
  private final Map<String, Integer> stopped = new HashMap<>();

  SimulatedWorker(
      World world, Faults faults, String name, SimulatedQueue queue, Surroundings surroundings) {
    this.world = world;
    this.faults = faults;
    this.name = name;
    this.queue = queue;
    this.surroundings = surroundings;
  }

  private enum Fate {
    SUCCEEDS,
    DIES,
    STALLS,
    FREEZES,
    LETS_GO
  }

  private record Work(SimulatedQueue.Delivery delivery, List<TaskEvent> story, Fate fate) {

    Task task() {
      return delivery.task();
    }
  }

  void hear(StopOrder order) {
    stopped.merge(order.jobId(), order.throughAttempt(), Math::max);
  }

  /** Takes tasks from now on. */
  void start() {
    lookAfter(BETWEEN_LOOKS);
  }

  private void lookAfter(Duration pause) {
    world.after(
        pause, () -> queue.take().ifPresentOrElse(this::begin, () -> lookAfter(BETWEEN_LOOKS)));
  }

  private void begin(SimulatedQueue.Delivery delivery) {
    Task task = delivery.task();
    world.note(name + " takes " + task.header().taskId());
    List<TaskEvent> story =
        surroundings.work(task.header().jobId()).events(task, name, world.instant());
    if (isWithdrawn(task)) {
      accept(delivery);
    } else if (delivery.number() >= SimulatedQueue.DELIVERY_LIMIT) {
      surroundings.tell(
          new TaskEvent.Failed(story.get(0).task(), world.instant(), "was given up", false));
      accept(delivery);
    } else {
      surroundings.tell(story.get(0));
      step(new Work(delivery, story, fate(task)), 1 + world.random().nextInt(MOST_STEPS));
    }
  }

  private Fate fate(Task task) {
    if (surroundings.isPoison(task)) {
      return world.happens(POISON_STALLS) ? Fate.STALLS : Fate.DIES;
    }
    if (world.happens(faults.workerDies())) {
      return Fate.DIES;
    }
    if (world.happens(faults.workerFreezes())) {
      return Fate.FREEZES;
    }
    return world.happens(faults.workerLetsGo()) ? Fate.LETS_GO : Fate.SUCCEEDS;
  }

  private void step(Work work, int left) {
    world.after(
        world.upTo(LONGEST_STEP),
        () -> {
          surroundings.stepped(work.task());
          if (isWithdrawn(work.task())) {
            accept(work.delivery());
          } else if (left > 1) {
            work.delivery().renew();
            heartbeat(work);
            step(work, left - 1);
          } else {
            end(work);
          }
        });
  }

  private void heartbeat(Work work) {
    if (!world.happens(faults.heartbeatIsLost())) {
      surroundings.tell(work.story().get(work.story().size() - 2));
    }
  }

  private void end(Work work) {
    switch (work.fate()) {
      case SUCCEEDS -> succeed(work);
      // Thawed, it goes on as if nothing had been, though another may have its task by now.
      case FREEZES -> {
        surroundings.lost(work.task());
        world.after(world.upTo(LONGEST_FREEZE), () -> succeed(work));
      }
      case DIES -> {
        surroundings.lost(work.task());
        lookAfter(world.upTo(LONGEST_RESTART));
      }
      case STALLS -> {
        surroundings.lost(work.task());
        surroundings.tell(
            new TaskEvent.Stalled(
                work.story().get(0).task(), world.instant(), Duration.ofMinutes(10)));
        lookAfter(world.upTo(LONGEST_RESTART));
      }
      case LETS_GO -> {
        surroundings.lost(work.task());
        work.delivery().release();
        lookAfter(AFTER_A_FAULT);
      }
    }
  }

  private void succeed(Work work) {
    work.story().subList(1, work.story().size()).forEach(surroundings::tell);
    if (world.happens(faults.acceptIsLost())) {
      surroundings.lost(work.task());
      lookAfter(AFTER_A_FAULT);
    } else {
      accept(work.delivery());
    }
  }

  private void accept(SimulatedQueue.Delivery delivery) {
    delivery.accept();
    lookAfter(Duration.ofMillis(1));
  }

  private boolean isWithdrawn(Task task) {
    return task.header().attempt() <= stopped.getOrDefault(task.header().jobId(), 0);
  }
}
