package dev.centroid.quantization.random;

/**
 * One of the data-parallel shards of a stretch of fine-tuning. The steps of all shards share out
 * one sequence of draws, and with it batches and random numbers: no two ever see the same.
 *
 * @param index from 0
 * @param count how many there are, at least 1
 */
public record Shard(int index, int count) {

  /** All of the work. */
  public static final Shard WHOLE = new Shard(0, 1);

  public Shard {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException("there is no shard " + index + " of " + count);
    }
  }

  /** Whether there are others beside it. */
  public boolean isPart() {
    return count > 1;
  }

  /**
   * Which batch and which random numbers a step takes: with one shard those of the step's number.
   *
   * @param step in its phase
   * @throws ArithmeticException if there are more draws than can be counted; no recipe has so many
   */
  public int draw(int step) {
    return Math.addExact(Math.multiplyExact(step, count), index);
  }
}
