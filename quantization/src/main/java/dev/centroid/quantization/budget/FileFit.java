package dev.centroid.quantization.budget;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

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
   * @param layers the choices of each layer, with the bytes that the file stores of the layer
   * @param fileBytes size of the file when each layer has the choice of this index
   * @param budget most bytes of the file
   * @return for each layer the index of its choice; empty when no choices fit
   */
  public static Optional<int[]> choose(
      List<List<Choice>> layers, ToLongFunction<int[]> fileBytes, long budget) {
    long first = layers.stream().mapToLong(choices -> choices.get(0).bytes()).sum();
    long rest = fileBytes.applyAsLong(new int[layers.size()]) - first;
    return new FileFit(layers, fileBytes, budget).within(budget - rest);
  }

  /**
   * Bytes of the file in which every layer is as small as it can be.
   *
   * @param layers the choices of each layer
   * @param fileBytes size of the file when each layer has the choice of this index
   */
  public static long smallest(List<List<Choice>> layers, ToLongFunction<int[]> fileBytes) {
    return fileBytes.applyAsLong(
        layers.stream()
            .mapToInt(
                choices ->
                    IntStream.range(0, choices.size())
                        .boxed()
                        .min(Comparator.comparingLong(choice -> choices.get(choice).bytes()))
                        .orElseThrow())
            .toArray());
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

  /** The rest of the file may be shorter than with first choices, by some digits a layer. */
  private long slack() {
    return 8L * layers.size();
  }
}
