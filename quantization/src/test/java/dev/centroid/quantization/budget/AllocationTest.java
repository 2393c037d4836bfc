package dev.centroid.quantization.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.random.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {

  static LongStream seeds() {
    return TestSeed.seeds(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void errorIsTheLeastThatExhaustiveSearchFinds(long seed) {
    CounterRandom random = CounterRandom.of(seed, Purpose.KMEANS_INIT, 11);
    List<List<Choice>> layers = layers(1 + random.nextInt(5), 5, 2_000, random);
    long bytes = random.nextInt(8_000);

    Optional<int[]> chosen = Allocation.of(layers, bytes);

    Optional<Double> least = exhaustive(layers, bytes);
    assertThat(chosen.isPresent()).isEqualTo(least.isPresent());
    chosen.ifPresent(
        choice -> {
          assertThat(bytes(layers, choice)).isLessThanOrEqualTo(bytes);
          assertThat(error(layers, choice)).isCloseTo(least.orElseThrow(), within(1e-12));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 400, 3_000})
  void errorOfManyLargeLayersIsNearTheLagrangianBound(int count) {
    CounterRandom random = CounterRandom.of(count, Purpose.KMEANS_INIT, 12);
    List<List<Choice>> layers = layers(count, 8, 50_000_000, random);
    long bytes =
        layers.stream()
            .mapToLong(
                choices ->
                    (long) choices.stream().mapToLong(Choice::bytes).average().orElseThrow() / 2)
            .sum();

    int[] chosen = Allocation.of(layers, bytes).orElseThrow();

    assertThat(bytes(layers, chosen)).isLessThanOrEqualTo(bytes);
    double bound = lagrangianBound(layers, bytes);
    assertThat(error(layers, chosen)).isBetween(bound * (1 - 1e-9), bound * 1.02);
  }

  @Test
  void aBudgetOfExactlyTheSmallestChoicesIsMet() {
    List<List<Choice>> layers =
        List.of(
            List.of(new Choice(10, 1), new Choice(5, 2)),
            List.of(new Choice(7, 0), new Choice(8, 0)));

    assertThat(Allocation.of(layers, 12)).hasValue(new int[] {1, 0});
    assertThat(Allocation.of(layers, 11)).isEmpty();
  }

  @Test
  void nothingToChooseFromIsNoError() {
    assertThat(Allocation.of(List.of(), 0)).hasValue(new int[0]);
  }

  private static List<List<Choice>> layers(
      int count, int mostChoices, int mostBytes, CounterRandom random) {
    List<List<Choice>> layers = new ArrayList<>();
    for (int layer = 0; layer < count; layer++) {
      List<Choice> choices = new ArrayList<>();
      for (int choice = random.nextInt(mostChoices); choice >= 0; choice--) {
        choices.add(new Choice(random.nextInt(mostBytes), random.nextDouble()));
      }
      layers.add(choices);
    }
    return layers;
  }

  private static Optional<Double> exhaustive(List<List<Choice>> layers, long bytes) {
    double least = Double.POSITIVE_INFINITY;
    int[] choice = new int[layers.size()];
    boolean more = true;
    while (more) {
      if (bytes(layers, choice) <= bytes) {
        least = Math.min(least, error(layers, choice));
      }
      more = false;
      for (int layer = 0; layer < choice.length && !more; layer++) {
        choice[layer] = (choice[layer] + 1) % layers.get(layer).size();
        more = choice[layer] != 0;
      }
    }
    return least < Double.POSITIVE_INFINITY ? Optional.of(least) : Optional.empty();
  }

  /**
   * The largest over prices of a byte of what the cheapest choices cost, less the budget's price.
   */
  private static double lagrangianBound(List<List<Choice>> layers, long bytes) {
    double best = 0;
    for (double price = 1e-12; price < 1e-3; price *= 1.05) {
      double total = -price * bytes;
      for (List<Choice> choices : layers) {
        double cheapest = Double.POSITIVE_INFINITY;
        for (Choice choice : choices) {
          cheapest = Math.min(cheapest, choice.error() + price * choice.bytes());
        }
        total += cheapest;
      }
      best = Math.max(best, total);
    }
    return best;
  }

  private static long bytes(List<List<Choice>> layers, int[] choice) {
    long sum = 0;
    for (int layer = 0; layer < choice.length; layer++) {
      sum += layers.get(layer).get(choice[layer]).bytes();
    }
    return sum;
  }

  private static double error(List<List<Choice>> layers, int[] choice) {
    double sum = 0;
    for (int layer = 0; layer < choice.length; layer++) {
      sum += layers.get(layer).get(choice[layer]).error();
    }
    return sum;
  }
}
