package dev.centroid.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class JobThreadsTest {

  @Test
  void threadsThatHaveAskedLatelyOrNotYetGoOn() {
    assertThat(JobThreads.goOn(Map.of())).isTrue();
    assertThat(JobThreads.goOn(silences(0, 179, -1))).isTrue();
  }

  @Test
  void oneThreadThatHangsIsEnough() {
    assertThat(JobThreads.goOn(silences(0, 181, 2))).isFalse();
  }

  @Test
  void aConsumerThatHasNothingToRestoreHangsNot() {
    assertThat(JobThreads.goOn(Map.ofEntries(silence("jobs-1-restore-consumer", 9_000)))).isTrue();
  }

  private static Map<MetricName, Metric> silences(int first, int second, int third) {
    return Map.ofEntries(
        silence("jobs-1-consumer", first),
        silence("jobs-2-consumer", second),
        silence("jobs-3-consumer", third));
  }

  private static Map.Entry<MetricName, Metric> silence(String client, int seconds) {
    MetricName name =
        new MetricName(
            "last-poll-seconds-ago", "consumer-metrics", "", Map.of("client-id", client));
    return Map.entry(
        name,
        new Metric() {
          @Override
          public MetricName metricName() {
            return name;
          }

          @Override
          public Object metricValue() {
            return seconds;
          }
        });
  }
}
