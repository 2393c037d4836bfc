package dev.centroid.standalone.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stretch of time.
 *
 * @param start its start
 * @param end its end, not before {@code start}
 */
public record Interval(Instant start, Instant end) {

  private static final double NANOS = 1e9;

  public Interval {
    if (end.isBefore(start)) {
      throw new IllegalArgumentException("ends at " + end + " before it starts at " + start);
    }
  }

  /** Its length in seconds. */
  public double seconds() {
    Duration length = Duration.between(start, end);
    return length.getSeconds() + length.getNano() / NANOS;
  }

  /** What of it lies within another one, if anything. */
  public Optional<Interval> within(Interval bounds) {
    Instant from = start.isAfter(bounds.start) ? start : bounds.start;
    Instant to = end.isBefore(bounds.end) ? end : bounds.end;
    return from.isBefore(to) ? Optional.of(new Interval(from, to)) : Optional.empty();
  }

  /** Seconds of a stretch of time that lie in at least one of some intervals. */
  public static double secondsCovered(Interval bounds, Collection<Interval> intervals) {
    return merged(bounds, intervals).stream().mapToDouble(Interval::seconds).sum();
  }

  private static List<Interval> merged(Interval bounds, Collection<Interval> intervals) {
    List<Interval> inOrder =
        intervals.stream()
            .flatMap(interval -> interval.within(bounds).stream())
            .sorted(Comparator.comparing(Interval::start))
            .toList();
    List<Interval> merged = new ArrayList<>();
    for (Interval next : inOrder) {
      int last = merged.size() - 1;
      if (last >= 0 && !next.start.isAfter(merged.get(last).end)) {
        merged.set(last, merged.get(last).until(next.end));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  private Interval until(Instant other) {
    return other.isAfter(end) ? new Interval(start, other) : this;
  }
}
