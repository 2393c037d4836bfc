package dev.centroid.quantization.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.random.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileFitTest {

  static LongStream seeds() {
    return TestSeed.seeds(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void fileNeverExceedsTheBudgetAndErrorIsThatOfALittleLess(long seed) {
    CounterRandom random = CounterRandom.of(seed, Purpose.KMEANS_INIT, 13);
    List<List<Choice>> layers = new ArrayList<>();
    for (int layer = random.nextInt(4); layer >= 0; layer--) {
      List<Choice> choices = new ArrayList<>();
      for (int choice = random.nextInt(4); choice >= 0; choice--) {
        choices.add(new Choice(random.nextInt(2_000), random.nextDouble()));
      }
      layers.add(choices);
    }
    // A header that names each size in decimal, padded to a multiple of 8.
    ToLongFunction<int[]> fileBytes =
        choice -> {
          long data = 0;
          int header = 0;
          for (int layer = 0; layer < choice.length; layer++) {
            data += layers.get(layer).get(choice[layer]).bytes();
            header += String.valueOf(data).length();
          }
          return data + (header + 7) / 8 * 8L;
        };
    long budget = random.nextInt(5_000);

    Optional<int[]> chosen = FileFit.choose(layers, fileBytes, budget);

    chosen.ifPresent(
        choice -> assertThat(fileBytes.applyAsLong(choice)).isLessThanOrEqualTo(budget));
    double found = chosen.map(choice -> error(layers, choice)).orElse(Double.POSITIVE_INFINITY);
    assertThat(found).isLessThanOrEqualTo(least(layers, fileBytes, budget - 16));
  }

  private static double least(
      List<List<Choice>> layers, ToLongFunction<int[]> fileBytes, long budget) {
    double least = Double.POSITIVE_INFINITY;
    int[] choice = new int[layers.size()];
    boolean more = true;
    while (more) {
      if (fileBytes.applyAsLong(choice) <= budget) {
        least = Math.min(least, error(layers, choice));
      }
      more = false;
      for (int layer = 0; layer < choice.length && !more; layer++) {
        choice[layer] = (choice[layer] + 1) % layers.get(layer).size();
        more = choice[layer] != 0;
      }
    }
    return least;
  }

  private static double error(List<List<Choice>> layers, int[] choice) {
    double sum = 0;
    for (int layer = 0; layer < choice.length; layer++) {
      sum += layers.get(layer).get(choice[layer]).error();
    }
    return sum;
  }
}
