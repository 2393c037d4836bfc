package dev.centroid.quantization.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.recipe.ScalarScheme.Range;
import dev.centroid.quantization.recipe.ScalarScheme.RangeMethod;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScalarQuantizerTest {

  static LongStream seeds() {
    return TestSeed.seeds(50);
  }

  static IntStream widths() {
    return IntStream.rangeClosed(ScalarScheme.MIN_BITS, ScalarScheme.MAX_BITS);
  }

  static IntStream widerWidths() {
    return widths().skip(1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void minMaxEqualsTheFormulaOfThePaperEntryByEntry(long seed) {
    // given
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(5);
    int width = 1 + random.nextInt(30);
    int bits = 2 + random.nextInt(7);
    float[] weight = heavyTailed(random, rows * width);

    // when
    float[] decoded =
        ScalarQuantizer.quantize(
                weight, new ScalarLayout(rows, width), minMax(bits, Granularity.CHANNEL))
            .decode();

    // then
    for (int row = 0; row < rows; row++) {
      float[] expected =
          slowMinMax(Arrays.copyOfRange(weight, row * width, (row + 1) * width), bits);
      assertThat(Arrays.copyOfRange(decoded, row * width, (row + 1) * width))
          .as("seed %d, row %d, %d bits", seed, row, bits)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void aWidthHasAllItsValuesAndNoMore(int bits) {
    float[] weight = heavyTailed(new Random(bits), 20_000);

    ScalarWeight quantized =
        ScalarQuantizer.quantize(
            weight, new ScalarLayout(1, weight.length), minMax(bits, Granularity.TENSOR));

    assertThat(Arrays.stream(quantized.codes()).max()).hasValue((1 << bits) - 1);
    assertThat(Arrays.stream(quantized.codes()).min()).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("widerWidths")
  void eachBitMoreLowersTheError(int bits) {
    float[] weight = heavyTailed(new Random(7), 5_000);

    assertThat(error(weight, minMax(bits, Granularity.TENSOR)))
        .isLessThan(error(weight, minMax(bits - 1, Granularity.TENSOR)));
    assertThat(error(weight, histogram(bits))).isLessThan(error(weight, histogram(bits - 1)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void clippingIsNeverWorseThanMinMaxOnWhatItSees(long seed) {
    // given
    Random random = new Random(seed);
    float[] weight = heavyTailed(random, 100 + random.nextInt(1500));
    int bits = 2 + random.nextInt(7);

    // then
    assertThat(error(weight, histogram(bits)))
        .as("seed %d, %d bits", seed, bits)
        .isLessThanOrEqualTo(error(weight, minMax(bits, Granularity.TENSOR)));
  }

  /**
   * The search may stop at a range that is better than those near it only, so not always the best.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6})
  void clippingComesNearTheBestOfAllRanges(int bits) {
    double meanRatio =
        seeds()
            .mapToDouble(seed -> overTheBestOfAllRanges(heavyTailed(new Random(seed), 300), bits))
            .average()
            .orElseThrow();

    assertThat(meanRatio).as("seeds from %d", TestSeed.value()).isBetween(1.0 - 1e-9, 1.04);
  }

  /** How many times the least error of all ranges the error is of the one that is found. */
  private static double overTheBestOfAllRanges(float[] weight, int bits) {
    ValueRange whole = ValueRange.of(weight, 0, weight.length, minMax(bits, Granularity.TENSOR));
    WeightedValues values = WeightedValues.of(weight, 0, weight.length, whole);
    double best = Double.POSITIVE_INFINITY;
    double step = ((double) whole.high() - whole.low()) / ClippingSearch.CUTS;
    for (int low = 0; low <= ClippingSearch.MOST_CUTS; low++) {
      for (int high = 0; high <= ClippingSearch.MOST_CUTS; high++) {
        AffineGrid grid =
            AffineGrid.covering(
                (float) (whole.low() + low * step), (float) (whole.high() - high * step), bits);
        best = Math.min(best, values.squaredError(grid));
      }
    }
    return values.squaredError(new ClippingSearch(whole, values, bits).best().grid(bits)) / best;
  }

  @Test
  void aHistogramOfManyEntriesLosesLittleAgainstTheEntries() {
    float[] weight = heavyTailed(new Random(3), 50_000);
    float[] few = Arrays.copyOf(weight, WeightedValues.BINS);

    double clipped = error(weight, histogram(4)) / weight.length;

    assertThat(clipped).isLessThan(1.5 * error(few, histogram(4)) / few.length);
  }

  @Test
  void aPercentileLeavesOutTheSameShareOnBothSides() {
    float[] weight = new float[1001];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = i;
    }
    ScalarScheme scheme =
        new ScalarScheme(8, Granularity.TENSOR, new Range(RangeMethod.PERCENTILE, 90));

    assertThat(ValueRange.of(weight, 0, weight.length, scheme)).isEqualTo(new ValueRange(50, 950));
  }

  @Test
  void aConstantWeightIsExact() {
    float[] weight = new float[40];
    Arrays.fill(weight, -0.3f);

    for (RangeMethod method : RangeMethod.values()) {
      ScalarScheme scheme = new ScalarScheme(2, Granularity.CHANNEL, new Range(method, 99));
      assertThat(ScalarQuantizer.quantize(weight, new ScalarLayout(4, 10), scheme).decode())
          .as(method.name())
          .isEqualTo(weight);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void quantizingTwiceChangesNothing(long seed) {
    Random random = new Random(seed);
    float[] weight = heavyTailed(random, 64);
    ScalarScheme scheme = minMax(2 + random.nextInt(7), Granularity.TENSOR);
    ScalarLayout layout = new ScalarLayout(1, 64);
    ScalarWeight once = ScalarQuantizer.quantize(weight, layout, scheme);

    assertThat(codesOf(once.decode(), once.grids().get(0))).isEqualTo(once.codes());
  }

  private static int[] codesOf(float[] values, AffineGrid grid) {
    return IntStream.range(0, values.length).map(i -> grid.encode(values[i])).toArray();
  }

  /** Section 3.1 of the paper in double precision, one entry after another. */
  private static float[] slowMinMax(float[] weight, int bits) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float entry : weight) {
      low = Math.min(low, entry);
      high = Math.max(high, entry);
    }
    float[] rounded = weight.clone();
    if (low == high) {
      return rounded;
    }
    double scale = (float) ((high - low) / ((1 << bits) - 1));
    double zero = Math.rint(low / scale);
    for (int i = 0; i < rounded.length; i++) {
      double code = Math.rint(weight[i] / scale - zero);
      rounded[i] = (float) ((Math.min(Math.max(code, 0), (1 << bits) - 1) + zero) * scale);
    }
    return rounded;
  }

  private static double error(float[] weight, ScalarScheme scheme) {
    float[] decoded =
        ScalarQuantizer.quantize(weight, new ScalarLayout(1, weight.length), scheme).decode();
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      sum += Math.pow((double) weight[i] - decoded[i], 2);
    }
    return sum;
  }

  private static ScalarScheme minMax(int bits, Granularity per) {
    return new ScalarScheme(bits, per, new Range(RangeMethod.MIN_MAX, Range.ALL));
  }

  private static ScalarScheme histogram(int bits) {
    return new ScalarScheme(bits, Granularity.TENSOR, new Range(RangeMethod.HISTOGRAM, Range.ALL));
  }

  private static float[] heavyTailed(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextGaussian() * Math.exp(0.5 * random.nextGaussian()) + 0.1);
    }
    return values;
  }
}
