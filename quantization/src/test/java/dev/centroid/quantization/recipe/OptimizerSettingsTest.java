package dev.centroid.quantization.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The courses of the learning rate, over phases of every length up to 60 steps. */
class OptimizerSettingsTest {

  private static final double RATE = 3e-3;

  static IntStream lengths() {
    return IntStream.rangeClosed(1, 60);
  }

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void everyCourseBeginsAtTheRate(Schedule schedule) {
    assertThat(lengths().mapToDouble(steps -> rates(schedule, steps)[0])).containsOnly(RATE);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aConstantRateStays(int steps) {
    assertThat(rates(Schedule.CONSTANT, steps)).containsOnly(RATE);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aLinearRateLosesAsMuchAtEachStepAndAllOfItInTheEnd(int steps) {
    double[] rates = rates(Schedule.LINEAR, steps);
    double rate = RATE;
    for (int step = 0; step < steps; step++, rate -= RATE / steps) {
      assertThat(rates[step]).as("step %d of %d", step, steps).isCloseTo(rate, within(1e-15));
    }
  }

  /** From one step to the next by the recurrence of Loshchilov and Hutter's annealing. */
  @ParameterizedTest
  @MethodSource("lengths")
  void aCosineRateFollowsItsRecurrence(int steps) {
    double[] rates = rates(Schedule.COSINE, steps);
    double rate = RATE;
    for (int step = 0; step < steps; step++) {
      assertThat(rates[step]).as("step %d of %d", step, steps).isCloseTo(rate, within(1e-15));
      rate *= (1 + cosine(step + 1, steps)) / (1 + cosine(step, steps));
    }
  }

  private static double cosine(int step, int steps) {
    return Math.cos(Math.PI * step / steps);
  }

  private static double[] rates(Schedule schedule, int steps) {
    OptimizerSettings settings = new OptimizerSettings(Kind.ADAM, RATE, schedule, 0, 0, 0);
    return IntStream.range(0, steps).mapToDouble(step -> settings.rateAt(step, steps)).toArray();
  }
}
