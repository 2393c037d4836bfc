package dev.centroid.coordinator.webhook;

import dev.centroid.protocol.retry.Backoff;
import dev.centroid.quantization.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often an event is tried, and how long it waits between: up to a bound that doubles with each
 * try, by chance, so that events that failed together do not come again together.
 *
 * @param attempts at most, 1 or more
 * @param maxAge an event that happened longer ago is not tried again, but it is tried once
 * @param backoff the first bound
 * @param longestBackoff the last bound
 */
public record RetryPolicy(
    int attempts, Duration maxAge, Duration backoff, Duration longestBackoff) {

  /**
   * Checks it.
   *
   * @throws InvalidInputException if there would be no try, or no time between two
   */
  public RetryPolicy {
    if (attempts < 1) {
      throw new InvalidInputException("attempts: is " + attempts + "; give at least 1");
    }
    if (maxAge.isNegative()) {
      throw new InvalidInputException("max-age: is " + maxAge + "; give a time such as 1d");
    }
    if (backoff.compareTo(Duration.ofMillis(1)) < 0 || backoff.compareTo(longestBackoff) > 0) {
      throw new InvalidInputException(
          "backoff: is "
              + backoff
              + "; give a time such as 1s, not longer than longest-backoff, which is "
              + longestBackoff);
    }
  }

  /**
   * One try.
   *
   * @param number from 1
   * @param happenedAt when the event happened
   * @param now when the try was over
   * @param chance from 0 to below 1
   */
  record Attempt(int number, Instant happenedAt, Instant now, double chance) {}

  /** What is done after a try. */
  Next after(Outcome outcome, Attempt attempt) {
    return switch (outcome.meaning()) {
      case DELIVERED -> new Next.Delivered();
      case GONE -> new Next.Stop();
      case REFUSED -> new Next.GiveUp("it is refused");
      case MAY_PASS -> again(outcome.pause(), attempt);
    };
  }

  private Next again(Optional<Duration> pause, Attempt attempt) {
    if (attempt.number() >= attempts) {
      return new Next.GiveUp("it was tried " + attempt.number() + " times");
    }
    Duration byChance = byChance(attempt);
    Duration wait = pause.filter(asked -> asked.compareTo(byChance) > 0).orElse(byChance);
    // Compared as times to wait, as the sum of an instant and a long pause may not exist.
    Duration left = Duration.between(attempt.now(), attempt.happenedAt()).plus(maxAge);
    return wait.compareTo(left) > 0
        ? new Next.GiveUp("it would be older than " + maxAge + " at the next try")
        : new Next.Retry(attempt.now().plus(wait));
  }

  private Duration byChance(Attempt attempt) {
    Duration bound = new Backoff(backoff, longestBackoff).pause(attempt.number());
    return Duration.ofMillis((long) (bound.toMillis() * attempt.chance()));
  }
}
