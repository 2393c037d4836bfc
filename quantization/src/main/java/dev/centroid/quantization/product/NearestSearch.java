package dev.centroid.quantization.product;

import java.util.Arrays;

/**
 * Finds the nearest centroid of every block of a tile, the lowest number among equals.
 *
 * <p>Vector instructions give the lowest score of each group of centroids, but not which centroid
 * of the group has it; so the scores of that one group are computed once more. Centroids are taken
 * in panels to keep the groups' scores in the cache. One search is used by one thread.
 */
final class NearestSearch {

  private static final int GROUP = 4;
  private static final int GROUPS_IN_PANEL = 64;

  private final CentroidIndex centroids;
  private final float[][] lowestOfGroup = new float[GROUPS_IN_PANEL][BlockTile.CAPACITY];
  private final float[] lowest = new float[BlockTile.CAPACITY];
  private final float[] lowestBefore = new float[BlockTile.CAPACITY];
  private final float[] scores = new float[BlockTile.CAPACITY];
  private final int[] groupOfLowest = new int[BlockTile.CAPACITY];

  NearestSearch(CentroidIndex centroids) {
    this.centroids = centroids;
  }

  /**
   * Looks up a tile.
   *
   * @param codes receives the nearest centroid at the number of each block
   */
  void nearest(BlockTile tile, int[] codes) {
    Arrays.fill(lowest, Float.MAX_VALUE);
    int groups = (centroids.size() - 1) / GROUP + 1;
    for (int first = 0; first < groups; first += GROUPS_IN_PANEL) {
      searchPanel(tile, first, Math.min(GROUPS_IN_PANEL, groups - first));
    }
    float[] block = new float[tile.entries().length];
    for (int i = 0; i < tile.size(); i++) {
      tile.read(i, block);
      codes[tile.block(i)] = nearestInGroup(block, groupOfLowest[i]);
    }
  }

  private void searchPanel(BlockTile tile, int firstGroup, int groups) {
    System.arraycopy(lowest, 0, lowestBefore, 0, lowest.length);
    for (int g = 0; g < groups; g++) {
      float[] lowestHere = lowestOfGroup[g];
      Arrays.fill(lowestHere, Float.MAX_VALUE);
      int first = (firstGroup + g) * GROUP;
      int end = Math.min(first + GROUP, centroids.size());
      for (int k = first; k < end; k++) {
        centroids.lower(tile, k, scores, lowestHere);
      }
      keepLower(lowestHere, lowest);
    }
    for (int i = 0; i < tile.size(); i++) {
      if (lowest[i] < lowestBefore[i]) {
        groupOfLowest[i] = firstGroup + firstGroupWith(lowest[i], i);
      }
    }
  }

  private int firstGroupWith(float score, int block) {
    int group = 0;
    while (lowestOfGroup[group][block] != score) {
      group++;
    }
    return group;
  }

  private int nearestInGroup(float[] block, int group) {
    int first = group * GROUP;
    int end = Math.min(first + GROUP, centroids.size());
    int nearest = first;
    float nearestScore = Float.MAX_VALUE;
    for (int k = first; k < end; k++) {
      float score = centroids.score(block, k);
      if (score < nearestScore) {
        nearestScore = score;
        nearest = k;
      }
    }
    return nearest;
  }

  private static void keepLower(float[] candidates, float[] lowest) {
    for (int i = 0; i < lowest.length; i++) {
      lowest[i] = Math.min(lowest[i], candidates[i]);
    }
  }
}
