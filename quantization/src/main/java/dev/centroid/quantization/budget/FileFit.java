package dev.centroid.quantization.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Chooses one way to store each layer, so that a whole file meets a budget. What a file takes
 * besides its layers depends a little on the choices (numbers in its header have more or fewer
 * digits), so the file's own size is asked for, and decides.
 */
public final class FileFit {

  private final List<List<Choice>> layers;
  private final ToLongFunction<int[]> fileBytes;
  private final long budget;

  private FileFit(List<List<Choice>> layers, ToLongFunction<int[]> fileBytes, long budget) {
    this.layers = layers;
    this.fileBytes = fileBytes;
    this.budget = budget;
  }

  /**
   * Chooses.
   *
   * @param errors for each layer the error of each of its choices
   * @param fileBytes size of the file when each layer has the choice of this index
   * @param budget most bytes of the file
   * @return for each layer the index of its choice; empty when no choices fit
   */
  public static Optional<int[]> choose(
      List<List<Double>> errors, ToLongFunction<int[]> fileBytes, long budget) {
    long first = fileBytes.applyAsLong(new int[errors.size()]);
    List<List<Choice>> layers = new ArrayList<>();
    long offset = 0;
    for (int layer = 0; layer < errors.size(); layer++) {
      List<Long> bytes = new ArrayList<>();
      for (int choice = 0; choice < errors.get(layer).size(); choice++) {
        int[] alone = new int[errors.size()];
        alone[layer] = choice;
        bytes.add(fileBytes.applyAsLong(alone) - first);
      }
      long least = bytes.stream().mapToLong(Long::longValue).min().orElseThrow();
      List<Choice> choices = new ArrayList<>();
      for (int choice = 0; choice < bytes.size(); choice++) {
        choices.add(new Choice(bytes.get(choice) - least, errors.get(layer).get(choice)));
      }
      layers.add(choices);
      offset += least;
    }
    return new FileFit(layers, fileBytes, budget).within(budget - first - offset);
  }

  /** Bytes that add up may differ from the file's; what it is too large by is taken off. */
  private Optional<int[]> within(long bytes) {
    long allowed = bytes + slack();
    while (true) {
      Optional<int[]> chosen = Allocation.of(layers, allowed);
      if (chosen.isEmpty()) {
        return chosen;
      }
      long excess = fileBytes.applyAsLong(chosen.get()) - budget;
      if (excess <= 0) {
        return chosen;
      }
      allowed -= excess;
    }
  }

  /** The header may be shorter than the sum of changes says, by about a digit or two a layer. */
  private long slack() {
    return 8L * layers.size();
  }
}
