package dev.centroid.worker.data;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import java.util.Arrays;

/**
 * Which examples each step takes: a seeded permutation an epoch, cut into batches. A pure function
 * of seed, phase and step. What is left over at an epoch's end is left out of that epoch.
 */
public final class BatchSchedule {

  private final long seed;
  private final Phase phase;
  private final int examples;
  private final int batchSize;
  private int cachedEpoch = -1;
  private int[] permutation = {};

  /**
   * @param examples of the data file, at least 1
   * @param batchSize examples a step; all of them when there are fewer
   */
  public BatchSchedule(long seed, Phase phase, int examples, int batchSize) {
    this.seed = seed;
    this.phase = phase;
    this.examples = examples;
    this.batchSize = Math.min(batchSize, examples);
  }

  /** Examples in each batch. */
  public int batchSize() {
    return batchSize;
  }

  /** Steps in an epoch. */
  public int stepsPerEpoch() {
    return examples / batchSize;
  }

  /** The examples of a step, by index, in order. */
  public int[] examplesOf(int step) {
    int epoch = step / stepsPerEpoch();
    if (epoch != cachedEpoch) {
      permutation =
          CounterRandom.of(seed, Purpose.EPOCH_ORDER, phase.coordinate(), epoch)
              .permutation(examples);
      cachedEpoch = epoch;
    }
    int first = step % stepsPerEpoch() * batchSize;
    return Arrays.copyOfRange(permutation, first, first + batchSize);
  }

  /** How the image at a position of a step's batch is changed. */
  Placement placement(Augmentation augmentation, int step, int position) {
    return Placement.draw(augmentation, seed, phase, step, position);
  }
}
