package dev.centroid.quantization.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CounterRandomTest {

  private static final long SEED = 42;

  @Test
  void sameIdentityGivesTheSameNumbers() {
    CounterRandom first = CounterRandom.of(SEED, Purpose.NOISE, 3, 4);
    CounterRandom second = CounterRandom.of(SEED, Purpose.NOISE, 3, 4);

    assertThat(longs(first, 100)).isEqualTo(longs(second, 100));
  }

  @Test
  void numbersOfAStreamNeverChangeBetweenReleases() {
    CounterRandom random = CounterRandom.of(SEED, Purpose.KMEANS_INIT, 1, 2);

    assertThat(random.nextLong()).isEqualTo(-6297980553997961522L);
  }

  @Test
  void everyPurposeSeedAndCoordinatesHasAStreamOfItsOwn() {
    Set<Long> firsts = new HashSet<>();
    int streams = 0;
    for (Purpose purpose : Purpose.values()) {
      for (long seed = -1; seed <= 1; seed++) {
        firsts.add(CounterRandom.of(seed, purpose).nextLong());
        streams++;
        for (long first = -10; first < 10; first++) {
          firsts.add(CounterRandom.of(seed, purpose, first).nextLong());
          streams++;
          for (long second = 0; second < 10; second++) {
            firsts.add(CounterRandom.of(seed, purpose, first, second).nextLong());
            streams++;
          }
        }
      }
    }

    assertThat(firsts).hasSize(streams);
  }

  @Test
  void namesThatDifferInOneLetterHaveDifferentCoordinates() {
    Set<Long> coordinates = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      coordinates.add(CounterRandom.coordinate("blocks." + i + ".conv1"));
    }

    assertThat(coordinates).hasSize(10_000);
  }

  @Test
  void coordinateOfANameIsFnv1a() {
    assertThat(CounterRandom.coordinate("foobar")).isEqualTo(0x85944171F73967E8L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100, 1 << 30})
  void integersStayBelowTheirBound(int bound) {
    CounterRandom random = CounterRandom.of(SEED, Purpose.NOISE, bound);

    assertThat(IntStream.range(0, 10_000).map(i -> random.nextInt(bound)).boxed())
        .allMatch(value -> value >= 0 && value < bound);
  }

  @Test
  void integersOfALargeBoundAreNotBiased() {
    // Each 8 words make 3 values: without rejection their shares would be 3/8, 3/8 and 2/8.
    int bound = 3 << 29;
    CounterRandom random = CounterRandom.of(SEED, Purpose.NOISE);
    int draws = 300_000;
    int[] counts = new int[3];
    for (int i = 0; i < draws; i++) {
      counts[random.nextInt(bound) % 3]++;
    }

    // 2 degrees of freedom, probability 1e-6.
    assertThat(chiSquared(counts, draws)).isLessThan(27.7);
  }

  @Test
  void boundBelowOneIsRefused() {
    CounterRandom random = CounterRandom.of(SEED, Purpose.NOISE);

    assertThatThrownBy(() -> random.nextInt(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bound");
  }

  @Test
  void floatsAreUniformInTheUnitInterval() {
    CounterRandom random = CounterRandom.of(SEED, Purpose.NOISE);
    int draws = 1 << 18;
    int[] histogram = new int[16];
    for (int i = 0; i < draws; i++) {
      histogram[(int) (random.nextFloat() * 16)]++;
    }

    assertThat(chiSquared(histogram, draws)).isLessThan(CHI_SQUARED_15_AT_1E_6);
  }

  @Test
  void doublesAreUniformInTheUnitInterval() {
    CounterRandom random = CounterRandom.of(SEED, Purpose.AUGMENTATION);
    int draws = 1 << 18;
    int[] histogram = new int[16];
    for (int i = 0; i < draws; i++) {
      histogram[(int) (random.nextDouble() * 16)]++;
    }

    assertThat(chiSquared(histogram, draws)).isLessThan(CHI_SQUARED_15_AT_1E_6);
  }

  @Test
  void booleansAreTrueHalfTheTime() {
    CounterRandom random = CounterRandom.of(SEED, Purpose.AUGMENTATION, 5);
    int draws = 100_000;
    long heads = IntStream.range(0, draws).filter(i -> random.nextBoolean()).count();

    assertThat((double) heads).isCloseTo(draws / 2.0, within(5 * Math.sqrt(draws) / 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 1000})
  void permutationHoldsEachNumberOnce(int n) {
    int[] permutation = CounterRandom.of(SEED, Purpose.EPOCH_ORDER, n).permutation(n);

    int[] sorted = permutation.clone();
    Arrays.sort(sorted);
    assertThat(sorted).isEqualTo(IntStream.range(0, n).toArray());
  }

  @Test
  void allOrdersOfThreeAreEquallyLikely() {
    CounterRandom random = CounterRandom.of(SEED, Purpose.EPOCH_ORDER);
    int draws = 60_000;
    int[] histogram = new int[9];
    for (int i = 0; i < draws; i++) {
      int[] order = random.permutation(3);
      histogram[order[0] * 3 + order[1]]++;
    }
    int[] possible = Arrays.stream(histogram).filter(count -> count > 0).toArray();

    assertThat(possible).hasSize(6);
    // 5 degrees of freedom, probability 1e-6.
    assertThat(chiSquared(possible, draws)).isLessThan(35.9);
  }

  /** What a chi-squared variable of 15 degrees of freedom exceeds once in a million. */
  private static final double CHI_SQUARED_15_AT_1E_6 = 56.5;

  private static double chiSquared(int[] histogram, int draws) {
    double expected = (double) draws / histogram.length;
    return Arrays.stream(histogram)
        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
        .sum();
  }

  private static long[] longs(CounterRandom random, int count) {
    long[] values = new long[count];
    Arrays.setAll(values, i -> random.nextLong());
    return values;
  }
}
