package dev.centroid.protocol.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Test
  void pauseIsTheFirstTimesAPowerOfTwoUpToTheLongest() {
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      long first = 1L + random.nextInt(100_000);
      long longest = first + random.nextInt(10_000_000);
      int failures = 1 + random.nextInt(200);

      BigInteger doubled = BigInteger.valueOf(first).shiftLeft(failures - 1);
      assertThat(
              new Backoff(Duration.ofMillis(first), Duration.ofMillis(longest))
                  .pause(failures)
                  .toMillis())
          .as("first %d ms, longest %d ms, %d failures", first, longest, failures)
          .isEqualTo(doubled.min(BigInteger.valueOf(longest)).longValueExact());
    }
  }

  @Test
  void noNumberOfFailuresIsTooLargeForTheLongestTimeThereIs() {
    assertThat(new Backoff(SECOND, FOREVER).pause(Integer.MAX_VALUE)).isEqualTo(FOREVER);
  }

  @Test
  void constantPausesStayTheSame() {
    assertThat(Backoff.constant(SECOND).pause(100)).isEqualTo(SECOND);
  }

  @Test
  void pausesThatAreNoneOrShrinkAreRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new Backoff(SECOND, SECOND.minusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.999999999S");
  }
}
