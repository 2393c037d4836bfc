package dev.centroid.coordinator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", " 120 |120", "999999999|999999999", "Thu, 01 Jan 2026 00:01:00 GMT|60"})
  void secondsAndDatesAreTimesToWait(String header, long seconds) {
    assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999", "Wed, 31 Dec 2025 23:59:00 GMT"})
  void whatSaysNothingOfTheTimeToComeIsPassedOver(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isEmpty();
  }
}
