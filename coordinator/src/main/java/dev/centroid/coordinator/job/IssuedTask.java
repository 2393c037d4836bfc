package dev.centroid.coordinator.job;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task that is out, and when it was last heard of.
 *
 * @param task what was issued, and is issued again as it is: done twice it gives the same
 * @param issues how often it was
 * @param silences how often it was started and not heard of any more
 * @param heardAt when it was issued or heard of, by the coordinator's clock
 * @param worker who last told of it since it was issued; empty if nobody started it
 */
public record IssuedTask(
    Task task, int issues, int silences, Instant heardAt, Optional<String> worker) {

  /** Heartbeats write state only when so much of the silence has passed. */
  private static final int WRITES_A_SILENCE = 4;

  private static final int MOST_DOUBLINGS = 10;

  /** A task that goes out for the first time. */
  public static IssuedTask first(Task task, Instant now) {
    return new IssuedTask(task, 1, 0, now, Optional.empty());
  }

  /**
   * A worker told something of it.
   *
   * @return what is remembered of that; empty if it is worth no writing
   */
  public Optional<IssuedTask> heard(TaskEvent event, Instant now, TaskLife life) {
    boolean news =
        !worker.equals(Optional.of(event.task().worker()))
            || Duration.between(heardAt, now).compareTo(life.silence().dividedBy(WRITES_A_SILENCE))
                >= 0;
    return news
        ? Optional.of(
            new IssuedTask(task, issues, silences, now, Optional.of(event.task().worker())))
        : Optional.empty();
  }

  /**
   * Whether it was not heard of for too long.
   *
   * @param listeningSince since when this coordinator would have heard of it
   */
  public boolean isOverdue(Instant listeningSince, Instant now, TaskLife life) {
    Instant last = heardAt.isAfter(listeningSince) ? heardAt : listeningSince;
    Duration limit = worker.isPresent() ? life.silence() : patience(life);
    return Duration.between(last, now).compareTo(limit) >= 0;
  }

  private Duration patience(TaskLife life) {
    return life.patience().multipliedBy(1L << Math.min(issues - 1, MOST_DOUBLINGS));
  }

  /** The same task once more. */
  public IssuedTask again(Instant now) {
    return new IssuedTask(
        task, issues + 1, worker.isPresent() ? silences + 1 : silences, now, Optional.empty());
  }

  /** Why its job fails if it falls silent once more; empty as long as it may be issued again. */
  public Optional<String> givenUp(TaskLife life) {
    return worker
        .filter(last -> silences + 1 >= life.mostSilences())
        .map(
            last ->
                "the task "
                    + task.header().taskId()
                    + " was started and fell silent "
                    + (silences + 1)
                    + " times, last with worker "
                    + last
                    + ": it seems to kill workers (out of memory?) or they were frozen; see their"
                    + " logs");
  }
}
