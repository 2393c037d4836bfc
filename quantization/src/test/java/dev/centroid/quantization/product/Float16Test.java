package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Float16Test {

  private static final long SEED = 5;
  private static final int POSITIVE_INFINITY = 0x7C00;

  @Test
  void everyHalfIsUnchangedByWayOfFloat() {
    for (int half = 0; half <= 0xFFFF; half++) {
      short bits = (short) half;
      if ((half & 0x7FFF) > POSITIVE_INFINITY) {
        assertThat(Float16.toFloat(bits)).as("half %04x", half).isNaN();
        assertThat(Float16.toFloat(Float16.fromFloat(Float.NaN))).isNaN();
      } else {
        assertThat(Float16.fromFloat(Float16.toFloat(bits))).as("half %04x", half).isEqualTo(bits);
      }
    }
  }

  @Test
  void everyFiniteHalfHasTheValueOfItsFields() {
    for (int half = 0; half < POSITIVE_INFINITY; half++) {
      int exponent = half >>> 10;
      int fraction = half & 0x3FF;
      double expected =
          exponent == 0
              ? fraction * Math.pow(2, -24)
              : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);

      assertThat((double) Float16.toFloat((short) half)).as("half %04x", half).isEqualTo(expected);
      assertThat((double) Float16.toFloat((short) (half | 0x8000)))
          .as("half %04x, negative", half)
          .isEqualTo(-expected);
    }
  }

  @Test
  void middleOfTwoNeighboursGoesToTheEvenOne() {
    for (int half = 0; half < POSITIVE_INFINITY - 1; half++) {
      float middle = (Float16.toFloat((short) half) + Float16.toFloat((short) (half + 1))) / 2;
      int even = (half & 1) == 0 ? half : half + 1;

      assertThat(Float16.fromFloat(middle)).as("above half %04x", half).isEqualTo((short) even);
    }
  }

  @Test
  void nextToTheMiddleOfTwoNeighboursGoesToTheNearer() {
    for (int half = 0; half < POSITIVE_INFINITY - 1; half++) {
      float middle = (Float16.toFloat((short) half) + Float16.toFloat((short) (half + 1))) / 2;

      assertThat(Float16.fromFloat(Math.nextDown(middle))).isEqualTo((short) half);
      assertThat(Float16.fromFloat(Math.nextUp(middle))).isEqualTo((short) (half + 1));
    }
  }

  @Test
  void signNeverChangesTheMagnitude() {
    CounterRandom random = CounterRandom.of(SEED, Purpose.KMEANS_INIT);
    for (int i = 0; i < 100_000; i++) {
      float value = Float.intBitsToFloat((int) random.nextLong() & 0x7FFFFFFF);

      assertThat(Float16.fromFloat(-value) & 0x7FFF)
          .as("seed %d, %s", SEED, value)
          .isEqualTo(Float16.fromFloat(value) & 0x7FFF);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {65_520f, 1e6f, Float.MAX_VALUE, Float.POSITIVE_INFINITY})
  void whatIsBeyondTheLargestBecomesInfinite(float value) {
    assertThat(Float16.fromFloat(value)).isEqualTo((short) POSITIVE_INFINITY);
  }

  @Test
  void whatRoundsToTheLargestStaysFinite() {
    assertThat(Float16.toFloat(Float16.fromFloat(Math.nextDown(65_520f))))
        .isEqualTo(Float16.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7F800001, 0x7FC00000, 0x7FFFFFFF, 0xFFC00001})
  void everyNanStaysOne(int bits) {
    assertThat(Float16.toFloat(Float16.fromFloat(Float.intBitsToFloat(bits)))).isNaN();
  }
}
