package dev.centroid.coordinator.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.retry.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetriesTest {

  @Test
  void thereIsALastTry() {
    Duration second = Duration.ofSeconds(1);
    Retries retries = new Retries(Backoff.constant(second), 100);

    assertThat(retries.after(100)).hasValue(second);
    assertThat(retries.after(101)).isEmpty();
  }
}
