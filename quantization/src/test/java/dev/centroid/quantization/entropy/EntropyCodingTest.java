package dev.centroid.quantization.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.random.TestSeed;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EntropyCodingTest {

  static LongStream seeds() {
    return TestSeed.seeds(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsDecodedIsWhatWasEncoded(long seed) {
    // given
    Random random = new Random(seed);
    int bits = random.nextInt(13);
    int[] codes = skewed(random, bits, random.nextInt(3000));

    // when
    byte[] encoded = EntropyCoding.encode(codes, bits);

    // then
    assertThat(EntropyCoding.decode(encoded, bits, codes.length))
        .as("seed %d", seed)
        .isEqualTo(codes);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theLengthIsTheInformationOfTheCodesAndTheCostOfLearning(long seed) {
    // given
    Random random = new Random(seed);
    int bits = 1 + random.nextInt(8);
    int[] codes = skewed(random, bits, 500 + random.nextInt(4000));

    // when
    double encodedBits = 8.0 * EntropyCoding.encode(codes, bits).length;

    // then
    double learning = (1 << bits) * (0.5 * Math.log(codes.length) / Math.log(2) + 1);
    assertThat(encodedBits)
        .as("seed %d", seed)
        .isLessThan(1.002 * (information(codes) + learning) + 48);
  }

  @Test
  void aSingleRepeatedCodeTakesAFewBytes() {
    assertThat(EntropyCoding.encode(new int[100_000], 8)).hasSizeLessThan(24);
  }

  @Test
  void carriesRunThroughAnyNumberOfFullBytes() {
    // Rare ones after many zeros and the reverse push the interval's ends across byte borders.
    for (int period = 1; period < 400; period++) {
      int every = period;
      int[] codes = IntStream.range(0, 6000).map(i -> i % every == 0 ^ i > 3000 ? 1 : 0).toArray();
      byte[] encoded = EntropyCoding.encode(codes, 1);
      assertThat(EntropyCoding.decode(encoded, 1, codes.length)).as("%d", period).isEqualTo(codes);
    }
  }

  @Test
  void bytesAfterTheLastCodeAreRefused() {
    byte[] encoded = EntropyCoding.encode(new int[] {1, 2, 3}, 2);
    byte[] longer = Arrays.copyOf(encoded, encoded.length + 9);
    longer[longer.length - 1] = 1;

    assertThatThrownBy(() -> EntropyCoding.decode(longer, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes after the last code");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyBytesAreCodesOrRefused(long seed) {
    // given
    Random random = new Random(seed);
    byte[] anything = new byte[random.nextInt(60)];
    random.nextBytes(anything);

    // when
    try {
      int[] codes = EntropyCoding.decode(anything, 5, 200);

      // then
      assertThat(Arrays.stream(codes).allMatch(code -> code >= 0 && code < 32))
          .as("seed %d", seed)
          .isTrue();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("bytes after the last code");
    }
  }

  private static int[] skewed(Random random, int bits, int count) {
    double spread = random.nextDouble();
    return IntStream.range(0, count)
        .map(i -> (int) Math.abs(random.nextGaussian() * spread * (1 << bits) / 3))
        .map(code -> Math.min(code, (1 << bits) - 1))
        .toArray();
  }

  /** Bits of the codes when their frequencies are known. */
  private static double information(int[] codes) {
    int[] counts = new int[1 << 16];
    Arrays.stream(codes).forEach(code -> counts[code]++);
    return Arrays.stream(counts)
        .filter(count -> count > 0)
        .mapToDouble(count -> -count * Math.log((double) count / codes.length) / Math.log(2))
        .sum();
  }
}
