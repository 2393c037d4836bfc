package dev.centroid.quantization.product;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;

/** Weights for tests: pure functions of a seed. */
final class Weights {

  private Weights() {}

  /** Entries of mean 0 and deviation 1, nearly normal (a sum of twelve uniform numbers). */
  static float[] normal(int elements, long seed) {
    CounterRandom random = CounterRandom.of(seed, Purpose.KMEANS_INIT, elements);
    float[] weight = new float[elements];
    for (int i = 0; i < elements; i++) {
      double sum = -6;
      for (int term = 0; term < 12; term++) {
        sum += random.nextDouble();
      }
      weight[i] = (float) sum;
    }
    return weight;
  }

  /** Codes drawn evenly. */
  static int[] codes(int count, int centroids, long seed) {
    CounterRandom random = CounterRandom.of(seed, Purpose.KMEANS_INIT, count, centroids);
    int[] codes = new int[count];
    for (int i = 0; i < count; i++) {
      codes[i] = random.nextInt(centroids);
    }
    return codes;
  }
}
