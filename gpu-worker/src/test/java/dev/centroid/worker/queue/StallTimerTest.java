package dev.centroid.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallTimerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final StallLimits LIMITS =
      new StallLimits(Duration.ofSeconds(60), Duration.ofSeconds(10));

  private final StallTimer timer = new StallTimer(LIMITS);

  private void passWithoutProgress(int seconds, boolean mustStop) {
    for (int second = 0; second < seconds; second++) {
      assertThat(timer.advance(0, mustStop, SECOND)).isEmpty();
    }
  }

  @Test
  void endsATaskThatMakesNoProgressWhenTheTimeoutIsReached() {
    passWithoutProgress(59, /* mustStop= */ false);

    assertThat(timer.advance(0, false, SECOND)).contains(ExitReason.NO_PROGRESS);
  }

  @Test
  void countsAnewFromEachReport() {
    passWithoutProgress(59, /* mustStop= */ false);

    assertThat(timer.advance(1, false, SECOND)).isEmpty();
    for (int second = 1; second < 60; second++) {
      assertThat(timer.advance(1, false, SECOND)).isEmpty();
    }
    assertThat(timer.advance(1, false, SECOND)).contains(ExitReason.NO_PROGRESS);
  }

  @Test
  void lengthyWorkWithReportsGoesOnForAnyTime() {
    for (int report = 1; report <= 10_000; report++) {
      assertThat(timer.advance(report, false, LIMITS.progress().minusSeconds(1))).isEmpty();
    }
  }

  @Test
  void endsATaskThatIgnoresAStop() {
    passWithoutProgress(9, /* mustStop= */ true);

    assertThat(timer.advance(0, true, SECOND)).contains(ExitReason.STOP_IGNORED);
  }

  @Test
  void countsAStopFromItsOrder() {
    passWithoutProgress(50, /* mustStop= */ false);
    passWithoutProgress(9, /* mustStop= */ true);

    assertThat(timer.advance(0, true, SECOND)).contains(ExitReason.STOP_IGNORED);
  }

  @Test
  void progressDoesNotExcuseATaskThatMustStop() {
    for (int report = 1; report < 10; report++) {
      assertThat(timer.advance(report, true, SECOND)).isEmpty();
    }

    assertThat(timer.advance(10, true, SECOND)).contains(ExitReason.STOP_IGNORED);
  }

  @Test
  void refusesLimitsThatAreNotPositive() {
    assertThatThrownBy(() -> new StallLimits(Duration.ZERO, SECOND))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.worker.progress-timeout: must be longer than 0");
    assertThatThrownBy(() -> new StallLimits(SECOND, Duration.ofSeconds(-1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.worker.stop-timeout: must be longer than 0");
  }
}
