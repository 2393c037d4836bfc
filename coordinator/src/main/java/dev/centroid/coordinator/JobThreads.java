package dev.centroid.coordinator;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** What Kafka Streams tells of the threads that run jobs. */
final class JobThreads {

  /**
   * A thread asks for records many times a second, also where there are none, or no broker. What
   * keeps it is a commit, which is given up a minute later: whoever asks for none for so long will
   * not do it any more.
   */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private JobThreads() {}

  /** Whether no thread hangs. */
  static boolean goOn(Map<MetricName, ? extends Metric> metrics) {
    return longestSilence(metrics)
        .filter(silence -> silence.compareTo(LONGEST_SILENCE) > 0)
        .isEmpty();
  }

  /**
   * Since when the thread that is silent for longest has not asked for records; empty when none has
   * begun to.
   */
  static Optional<Duration> longestSilence(Map<MetricName, ? extends Metric> metrics) {
    return metrics.values().stream()
        .filter(metric -> isSilence(metric.metricName()))
        .map(metric -> ((Number) metric.metricValue()).longValue())
        .filter(seconds -> seconds >= 0)
        .map(Duration::ofSeconds)
        .max(Comparator.naturalOrder());
  }

  /** Consumers that restore state rest when there is nothing to restore. */
  private static boolean isSilence(MetricName name) {
    return name.name().equals("last-poll-seconds-ago")
        && !name.tags().getOrDefault("client-id", "").endsWith("-restore-consumer");
  }
}
