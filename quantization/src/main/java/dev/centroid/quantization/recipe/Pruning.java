package dev.centroid.quantization.recipe;

import java.util.List;

/**
 * LayerDrop and pruning of whole residual branches (Fan, Grave, Joulin 2019).
 *
 * @param rate probability with which each branch is left out of a training forward of the float
 *     phase, in [0, 1)
 * @param branches what can be left out
 * @param removal which branches are left out for good, before any layer is quantized
 */
public record Pruning(double rate, List<BranchRule> branches, Removal removal) {

  /** Nothing is pruned. */
  public static final Pruning NONE = new Pruning(0, List.of(), new Removal(false, List.of()));

  public Pruning {
    branches = List.copyOf(branches);
    Checks.that(
        rate >= 0 && rate < 1, "pruning.rate: must be at least 0 and below 1, but is " + rate);
  }

  /** Whether anything is to be done. */
  public boolean isActive() {
    return rate > 0 || removal.isActive();
  }

  /**
   * Which branches are left out for good.
   *
   * @param everyOther the second, fourth and so on of each rule
   * @param named those of these names; empty with {@code everyOther}
   */
  public record Removal(boolean everyOther, List<String> named) {

    public Removal {
      named = List.copyOf(named);
      Checks.that(
          named.stream().distinct().count() == named.size(),
          "pruning.remove: a branch is named twice");
    }

    boolean isActive() {
      return everyOther || !named.isEmpty();
    }
  }
}
