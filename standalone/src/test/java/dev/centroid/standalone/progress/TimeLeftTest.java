package dev.centroid.standalone.progress;

import static dev.centroid.standalone.report.JobExamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.view.JobDetails;
import dev.centroid.standalone.report.JobExamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeLeftTest {

  @Test
  void isNotSaidBeforeAStepWasMeasured() {
    assertThat(left(JobExamples.tuning(0), at(7))).isEmpty();
  }

  @Test
  void followsFromTheRateOfTheStepsSoFar() {
    // 25 of 100 steps in the 5 seconds since the phase began: 75 more take 15.
    assertThat(left(JobExamples.tuning(25), at(11))).contains(Duration.ofSeconds(15));
  }

  @Test
  void isNothingAtTheEnd() {
    assertThat(left(JobExamples.completed(), at(20)).orElseThrow())
        .isLessThanOrEqualTo(Duration.ofSeconds(3));
  }

  private static Optional<Duration> left(JobDetails details, Instant now) {
    return TimeLeft.of(new Snapshot(details, List.of(), Optional.empty(), now));
  }
}
