package dev.centroid.quantization.recipe;

/**
 * Fine-tuning in shards side by side, whose parameters are averaged now and then (local SGD, Stich
 * 2018). The result depends on both numbers, and never on how many workers there are.
 *
 * @param shards how many, 1 for none; each takes a batch of its own in every step
 * @param averageEvery steps between averages, at least 1; without shards of no effect
 */
public record DataParallel(int shards, int averageEvery) {

  /** More make a step's average longer than the step. */
  private static final int MOST_SHARDS = 256;

  /** All steps one after the other. */
  public static final DataParallel NONE = new DataParallel(1, 1);

  public DataParallel {
    Checks.between("dataParallel.shards", shards, 1, MOST_SHARDS);
    Checks.atLeast("dataParallel.averageEvery", averageEvery, 1);
  }

  /** Whether there is more than one shard. */
  public boolean isActive() {
    return shards > 1;
  }
}
