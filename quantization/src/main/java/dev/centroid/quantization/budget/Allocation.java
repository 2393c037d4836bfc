package dev.centroid.quantization.budget;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Chooses one way to store each layer, so that all together fit some bytes and their errors add up
 * to the least: the multiple-choice knapsack problem, by dynamic programming over the bytes above
 * those of the smallest choices.
 *
 * <p>Bytes are counted in units when there are very many, rounded up, and what rounding left over
 * is spent on single better choices: then the result may miss the least error by a little. With
 * fewer bytes to spend than {@value #MOST_UNITS} the result is exact, as long as the layers are few
 * enough for so many units.
 */
public final class Allocation {

  private static final int MOST_UNITS = 65_536;

  /** Bounds the memory of the table: two bytes a cell. */
  private static final int MOST_CELLS = 1 << 24;

  private final List<List<Choice>> layers;
  private final long[] smallest;

  private Allocation(List<List<Choice>> layers) {
    this.layers = layers;
    this.smallest =
        layers.stream()
            .mapToLong(choices -> choices.stream().mapToLong(Choice::bytes).min().orElseThrow())
            .toArray();
  }

  /**
   * Chooses.
   *
   * @param layers the choices of each layer, at least one and at most 32767
   * @param bytes that all layers may take together
   * @return for each layer the index of its choice; empty when even the smallest choices are too
   *     large
   */
  public static Optional<int[]> of(List<List<Choice>> layers, long bytes) {
    Allocation allocation = new Allocation(layers);
    long toSpend = bytes - Arrays.stream(allocation.smallest).sum();
    return toSpend < 0 ? Optional.empty() : Optional.of(allocation.choose(toSpend));
  }

  private int[] choose(long toSpend) {
    if (layers.isEmpty()) {
      return new int[0];
    }
    int mostUnits = Math.max(1, Math.min(MOST_UNITS, MOST_CELLS / layers.size()));
    long unit = Math.max(1, (toSpend + mostUnits - 1) / mostUnits);
    int[] chosen = byDynamicProgramming((int) (toSpend / unit), unit);
    long left = toSpend;
    for (int layer = 0; layer < chosen.length; layer++) {
      left -= above(layer, chosen[layer]);
    }
    spend(chosen, left);
    return chosen;
  }

  private int[] byDynamicProgramming(int units, long unit) {
    short[][] choiceWithin = new short[layers.size()][units + 1];
    double[] least = new double[units + 1];
    for (int layer = 0; layer < layers.size(); layer++) {
      double[] next = new double[units + 1];
      Arrays.fill(next, Double.POSITIVE_INFINITY);
      List<Choice> choices = layers.get(layer);
      for (int choice = 0; choice < choices.size(); choice++) {
        long cost = units(layer, choice, unit);
        double error = choices.get(choice).error();
        for (int within = units; within >= cost; within--) {
          double total = least[(int) (within - cost)] + error;
          if (total < next[within]) {
            next[within] = total;
            choiceWithin[layer][within] = (short) choice;
          }
        }
      }
      least = next;
    }
    int[] chosen = new int[layers.size()];
    int within = units;
    for (int layer = layers.size() - 1; layer >= 0; layer--) {
      chosen[layer] = choiceWithin[layer][within];
      within -= (int) units(layer, chosen[layer], unit);
    }
    return chosen;
  }

  /** Takes the single change that lowers the error most, while there is one that fits. */
  private void spend(int[] chosen, long bytes) {
    long left = bytes;
    while (true) {
      double most = 0;
      int bestLayer = 0;
      int bestChoice = 0;
      for (int layer = 0; layer < chosen.length; layer++) {
        List<Choice> choices = layers.get(layer);
        Choice now = choices.get(chosen[layer]);
        for (int choice = 0; choice < choices.size(); choice++) {
          double gain = now.error() - choices.get(choice).error();
          if (gain > most && choices.get(choice).bytes() - now.bytes() <= left) {
            most = gain;
            bestLayer = layer;
            bestChoice = choice;
          }
        }
      }
      if (most == 0) {
        return;
      }
      left -= above(bestLayer, bestChoice) - above(bestLayer, chosen[bestLayer]);
      chosen[bestLayer] = bestChoice;
    }
  }

  private long above(int layer, int choice) {
    return layers.get(layer).get(choice).bytes() - smallest[layer];
  }

  private long units(int layer, int choice, long unit) {
    return (above(layer, choice) + unit - 1) / unit;
  }
}
