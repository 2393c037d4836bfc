package dev.centroid.coordinator.webhook;

import dev.centroid.coordinator.job.UserEvent;
import dev.centroid.quantization.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whom events are delivered to, and how.
 *
 * @param name in the log, in metrics, and of the consumer group; so that it keeps its place among
 *     the events when the address changes
 * @param url where
 * @param kinds of events that it wants
 * @param keys that sign what it gets
 * @param timeout for one try, from the connection to the end of the answer
 * @param retries after a try that failed
 */
public record Endpoint(
    String name,
    URI url,
    Set<UserEvent.Kind> kinds,
    SigningKeys keys,
    Duration timeout,
    RetryPolicy retries) {

  /** As a part of a variable of the environment it can be nothing else. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,30}");

  /** Soon enough for the brokers, who take a member that is silent for minutes for dead. */
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

  /**
   * Checks what its parts cannot.
   *
   * @throws InvalidInputException if the name or the timeout cannot be
   */
  public Endpoint {
    kinds = Set.copyOf(kinds);
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "centroid.webhooks: '"
              + name
              + "' is no name of an endpoint; use a small letter, and up to 30 small letters and digits after it");
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new InvalidInputException(
          "centroid.webhooks."
              + name
              + ".timeout: is "
              + timeout
              + "; give a time of up to "
              + LONGEST_TIMEOUT.toSeconds()
              + " s");
    }
  }

  /** The consumer group that keeps its place among the events. */
  String groupId() {
    return "centroid-webhook-" + name;
  }

  /** The CloudEvents' types that it wants. */
  Set<String> types() {
    return kinds.stream().map(UserEvent.Kind::type).collect(Collectors.toUnmodifiableSet());
  }

  /** Without the address, which may hold a secret. */
  @Override
  public String toString() {
    return name;
  }
}
