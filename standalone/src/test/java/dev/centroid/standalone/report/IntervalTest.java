package dev.centroid.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.random.TestSeed;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IntervalTest {

  static LongStream seeds() {
    return TestSeed.seeds(100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void coversAsManySecondsAsCountingThemOneByOneSays(long seed) {
    Random random = new Random(seed);
    Interval bounds = interval(20, 80);
    List<Interval> intervals =
        IntStream.range(0, random.nextInt(12))
            .mapToObj(i -> random.nextInt(100))
            .map(start -> interval(start, start + random.nextInt(25)))
            .toList();

    double covered = Interval.secondsCovered(bounds, intervals);

    long counted =
        IntStream.range(20, 80)
            .filter(
                second ->
                    intervals.stream()
                        .anyMatch(
                            one ->
                                one.start().getEpochSecond() <= second
                                    && second < one.end().getEpochSecond()))
            .count();
    assertThat(covered).as("seed %d", seed).isCloseTo((double) counted, within(1e-9));
  }

  @Test
  void refusesToEndBeforeItStarts() {
    assertThatThrownBy(() -> interval(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Interval interval(long start, long end) {
    return new Interval(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end));
  }
}
