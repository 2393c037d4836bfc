package dev.centroid.coordinator.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Time, chance, and what is to happen, all in one thread: the same seed gives the same history. */
final class World implements InstantSource {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Appointment> agenda =
      new PriorityQueue<>(Comparator.comparing(Appointment::at).thenComparing(Appointment::number));
  private final Random random;
  private long appointments;
  private long trace;
  private Instant now = START;

  World(long seed) {
    this.random = new Random(seed);
  }

  private record Appointment(Instant at, long number, Runnable action) {}

  @Override
  public Instant instant() {
    return now;
  }

  void after(Duration delay, Runnable action) {
    agenda.add(new Appointment(now.plus(delay), appointments++, action));
  }

  /** Lets time pass, up to a moment. */
  void runUntil(Instant end) {
    while (!agenda.isEmpty() && !agenda.peek().at().isAfter(end)) {
      Appointment next = agenda.remove();
      now = next.at();
      next.action().run();
    }
    now = end;
  }

  /** Something happened. */
  void note(String what) {
    trace = 31 * (31 * trace + now.toEpochMilli()) + what.hashCode();
  }

  /** A number that two different histories hardly share. */
  long trace() {
    return trace;
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** Any time up to a bound. */
  Duration upTo(Duration bound) {
    return Duration.ofMillis((long) (random.nextDouble() * bound.toMillis()));
  }

  Random random() {
    return random;
  }
}
