package dev.centroid.quantization.product;

import java.util.Arrays;

/**
 * The inner loops of the nearest-centroid search, over the blocks of a tile, in the plain form that
 * the compiler turns into vector instructions. A score is |c|^2 / 2 - x.c: half the squared
 * distance less |x|^2 / 2, which is the same for all centroids.
 *
 * <p>Each score is summed in one fixed order, whichever method computes it.
 */
final class ScoreKernel {

  /** Terms summed at once: with more, the compiler of Java 17 no longer vectorises the loop. */
  private static final int TERMS = 4;

  private ScoreKernel() {}

  /**
   * Lowers {@code lowest} to the scores of one centroid where these are lower.
   *
   * @param x entries of the blocks: entry by entry, then block by block
   * @param c centroids, one after another
   * @param at index of the centroid's first entry
   * @param halfNorm |c|^2 / 2
   * @param scores scratch, one for each block
   * @param lowest one for each block
   */
  static void lower(
      float[][] x, float[] c, int at, float halfNorm, float[] scores, float[] lowest) {
    int length = x.length;
    Arrays.fill(scores, halfNorm);
    int j = 0;
    for (; j + TERMS < length; j += TERMS) {
      subtractTerms(x, c, at, j, scores);
    }
    if (j + TERMS == length) {
      lowerTerms(x, c, at, j, scores, lowest);
      return;
    }
    for (; j + 1 < length; j++) {
      subtractOne(x[j], c[at + j], scores);
    }
    lowerOne(x[j], c[at + j], scores, lowest);
  }

  /**
   * The score that {@link #lower} computes for one block, bit for bit.
   *
   * @param x the block's entries
   */
  static float score(float[] x, float[] c, int at, float halfNorm) {
    float score = halfNorm;
    int j = 0;
    for (; j + TERMS <= x.length; j += TERMS) {
      score -=
          c[at + j] * x[j]
              + c[at + j + 1] * x[j + 1]
              + c[at + j + 2] * x[j + 2]
              + c[at + j + 3] * x[j + 3];
    }
    for (; j < x.length; j++) {
      score -= c[at + j] * x[j];
    }
    return score;
  }

  private static void subtractTerms(float[][] x, float[] c, int at, int j, float[] scores) {
    float c0 = c[at + j];
    float c1 = c[at + j + 1];
    float c2 = c[at + j + 2];
    float c3 = c[at + j + 3];
    float[] x0 = x[j];
    float[] x1 = x[j + 1];
    float[] x2 = x[j + 2];
    float[] x3 = x[j + 3];
    for (int i = 0; i < scores.length; i++) {
      scores[i] -= c0 * x0[i] + c1 * x1[i] + c2 * x2[i] + c3 * x3[i];
    }
  }

  private static void lowerTerms(
      float[][] x, float[] c, int at, int j, float[] scores, float[] lowest) {
    float c0 = c[at + j];
    float c1 = c[at + j + 1];
    float c2 = c[at + j + 2];
    float c3 = c[at + j + 3];
    float[] x0 = x[j];
    float[] x1 = x[j + 1];
    float[] x2 = x[j + 2];
    float[] x3 = x[j + 3];
    for (int i = 0; i < lowest.length; i++) {
      float score = scores[i] - (c0 * x0[i] + c1 * x1[i] + c2 * x2[i] + c3 * x3[i]);
      lowest[i] = Math.min(lowest[i], score);
    }
  }

  private static void subtractOne(float[] x, float c, float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] -= c * x[i];
    }
  }

  private static void lowerOne(float[] x, float c, float[] scores, float[] lowest) {
    for (int i = 0; i < lowest.length; i++) {
      lowest[i] = Math.min(lowest[i], scores[i] - c * x[i]);
    }
  }
}
