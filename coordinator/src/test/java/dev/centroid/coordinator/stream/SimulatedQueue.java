package dev.centroid.coordinator.stream;

import dev.centroid.protocol.task.Task;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A share group's queue: records are locked for a time, come again when the lock ends, and are
 * dropped without a word when they were delivered too often.
 */
final class SimulatedQueue {

  static final int DELIVERY_LIMIT = 5;

  private static final Duration LOCK = Duration.ofSeconds(10);

  private final World world;
  private final Deque<Delivery> available = new ArrayDeque<>();

  SimulatedQueue(World world) {
    this.world = world;
  }

  /** One record in the hands of one worker, until that lets go of it or loses it. */
  final class Delivery {

    private final Task task;
    private final int number;
    private boolean held;
    private int renewals;

    private Delivery(Task task, int number) {
      this.task = task;
      this.number = number;
    }

    Task task() {
      return task;
    }

    /** How often the record was delivered, this time included. */
    int number() {
      return number;
    }

    void renew() {
      renewals++;
      int renewal = renewals;
      world.after(
          LOCK,
          () -> {
            if (renewals == renewal) {
              release();
            }
          });
    }

    void accept() {
      held = false;
    }

    void release() {
      if (held && number < DELIVERY_LIMIT) {
        available.addFirst(new Delivery(task, number + 1));
      }
      held = false;
    }
  }

  void put(Task task) {
    available.add(new Delivery(task, 1));
  }

  /** The next record, locked. */
  Optional<Delivery> take() {
    Optional<Delivery> next = Optional.ofNullable(available.poll());
    next.ifPresent(
        delivery -> {
          delivery.held = true;
          delivery.renew();
        });
    return next;
  }
}
