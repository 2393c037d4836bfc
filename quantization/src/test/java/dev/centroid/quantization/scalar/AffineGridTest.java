package dev.centroid.quantization.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.random.TestSeed;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AffineGridTest {

  static LongStream seeds() {
    return TestSeed.seeds(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aValueGoesToTheNearestOfAllValuesOfTheGrid(long seed) {
    // given
    Random random = new Random(seed);
    AffineGrid grid = anyGrid(random);
    float value = (float) random.nextGaussian() * 3;

    // when
    double distance = Math.abs((double) value - grid.round(value));

    // then
    double nearest = Double.POSITIVE_INFINITY;
    for (int code = 0; code < 1 << grid.bits(); code++) {
      nearest = Math.min(nearest, Math.abs((double) value - grid.decode(code)));
    }
    assertThat(distance)
        .as("seed %d, %s, %s", seed, grid, value)
        .isCloseTo(nearest, within(1e-6 * Math.max(1, Math.abs(value))));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyCodeIsTheCodeOfItsValue(long seed) {
    AffineGrid grid = anyGrid(new Random(seed));

    for (int code = 0; code < 1 << grid.bits(); code++) {
      assertThat(grid.encode(grid.decode(code))).as("seed %d, %s", seed, grid).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void valuesOfTheRangeMoveByAtMostAStep(long seed) {
    // given
    Random random = new Random(seed);
    float low = (float) random.nextGaussian();
    float high = low + random.nextFloat();
    AffineGrid grid = AffineGrid.covering(low, high, 2 + random.nextInt(7));

    // when
    float value = low + random.nextFloat() * (high - low);

    // then
    assertThat(Math.abs(grid.round(value) - value))
        .as("seed %d, %s, %s", seed, grid, value)
        .isLessThanOrEqualTo(grid.scale() * 1.0001f);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0f, 1, -0.1f, Float.MIN_VALUE, -0x1p127f, Float.MAX_VALUE})
  void aSingleValueIsExact(float value) {
    assertThat(AffineGrid.covering(value, value, 4).round(value)).isEqualTo(value + 0f);
  }

  @Test
  void aRangeFarFromZeroIsCoveredAsWellAsFloatsAllow() {
    float low = 1e9f;
    float high = Math.nextUp(low);
    assertThat(AffineGrid.covering(low, high, 8).round(low)).isBetween(low, high);
  }

  @Test
  void theWholeRangeOfFloatsIsCovered() {
    AffineGrid grid = AffineGrid.covering(-Float.MAX_VALUE, Float.MAX_VALUE, 8);
    assertThat(grid.round(0f)).isBetween(-grid.scale(), grid.scale());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void aRangeIsFinite(float high) {
    assertThatThrownBy(() -> AffineGrid.covering(0, high, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a range");
  }

  private static AffineGrid anyGrid(Random random) {
    float low = (float) random.nextGaussian();
    return AffineGrid.covering(low, low + random.nextFloat() + 1e-3f, 1 + random.nextInt(8));
  }
}
