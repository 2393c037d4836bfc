package dev.centroid.coordinator.job;

import dev.centroid.protocol.event.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a task that is out was last heard of.
 *
 * @param attempt of its job
 * @param issues how often it was issued
 * @param silences how often it was started and not heard of any more
 * @param heardAt when it was issued or heard of, by the coordinator's clock
 * @param worker who last told of it since it was issued; empty if nobody started it
 */
public record TaskWatch(
    int attempt, int issues, int silences, Instant heardAt, Optional<String> worker) {

  private static final int MOST_DOUBLINGS = 5;

  /** A task goes out for the first time. */
  public static TaskWatch first(int attempt, Instant now) {
    return new TaskWatch(attempt, 1, 0, now, Optional.empty());
  }

  /**
   * A worker told something of it.
   *
   * @return what is remembered of that; empty if it is worth no writing
   */
  public Optional<TaskWatch> heard(TaskEvent event, Instant now, TaskLife life) {
    Optional<String> teller = Optional.of(event.task().worker());
    // Heartbeats write state only now and then.
    return worker.equals(teller) && Duration.between(heardAt, now).compareTo(life.hearing()) < 0
        ? Optional.empty()
        : Optional.of(new TaskWatch(attempt, issues, silences, now, teller));
  }

  /**
   * Whether it was not heard of for too long.
   *
   * @param listeningSince since when this coordinator listens without a break
   */
  public boolean isOverdue(Instant listeningSince, Instant now, TaskLife life) {
    Duration limit = worker.isPresent() ? life.silence() : patience(life);
    return Duration.between(heardAt, now).compareTo(limit) >= 0
        && Duration.between(listeningSince, now).compareTo(life.hearing()) >= 0;
  }

  private Duration patience(TaskLife life) {
    return life.patience().multipliedBy(1L << Math.min(issues - 1, MOST_DOUBLINGS));
  }

  /** It goes out once more. */
  TaskWatch again(Instant now) {
    return new TaskWatch(
        attempt, issues + 1, worker.isPresent() ? silences + 1 : silences, now, Optional.empty());
  }

  /** Why its job fails when it is overdue; empty as long as it may be issued again. */
  Optional<String> givenUp(String taskId, TaskLife life) {
    return worker
        .filter(last -> silences + 1 >= life.mostSilences())
        .map(
            last ->
                "the task "
                    + taskId
                    + " was started and fell silent "
                    + (silences + 1)
                    + " times, last with worker "
                    + last
                    + ": it seems to kill workers (out of memory?) or they were frozen; see their"
                    + " logs");
  }
}
