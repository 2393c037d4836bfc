package dev.centroid.coordinator.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.retry.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetriesTest {

  private static final Retries RETRIES =
      new Retries(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10)), 100);

  @Test
  void pausesDoubleUpToTheLongest() {
    List<Long> seconds =
        IntStream.rangeClosed(1, 100)
            .mapToObj(failures -> RETRIES.after(failures).orElseThrow().toSeconds())
            .toList();

    assertThat(seconds).startsWith(1L, 2L, 4L, 8L, 10L).isSorted().endsWith(10L);
  }

  @Test
  void thereIsALastTry() {
    assertThat(RETRIES.after(100)).isPresent();
    assertThat(RETRIES.after(101)).isEmpty();
  }
}
