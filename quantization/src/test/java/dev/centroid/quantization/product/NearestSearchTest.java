package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestSearchTest {

  private static final long SEED = 13;

  @ParameterizedTest
  @CsvSource({"1,1", "1,300", "2,7", "3,9", "4,8", "5,256", "8,257", "9,256", "12,600", "25,1000"})
  void foundCentroidIsTheNearest(int blockSize, int size) {
    float[] centroids = Weights.normal(blockSize * size, SEED);
    float[] blocks = Weights.normal(blockSize * BlockTile.CAPACITY, SEED + 1);

    int[] codes = search(centroids, blocks, blockSize);

    for (int block = 0; block < codes.length; block++) {
      double nearest = Double.MAX_VALUE;
      for (int k = 0; k < size; k++) {
        nearest = Math.min(nearest, squaredDistance(blocks, block, centroids, k, blockSize));
      }
      assertThat(squaredDistance(blocks, block, centroids, codes[block], blockSize))
          .as("block %d, seed %d", block, SEED)
          .isLessThanOrEqualTo(nearest + 1e-5 * blockSize);
    }
  }

  @ParameterizedTest
  @CsvSource({"4,8", "9,40", "8,700"})
  void lowestNumberWinsAmongEqualCentroids(int blockSize, int size) {
    float[] once = Weights.normal(blockSize * size, SEED);
    float[] twice = Arrays.copyOf(once, 2 * once.length);
    System.arraycopy(once, 0, twice, once.length, once.length);
    float[] blocks = Weights.normal(blockSize * BlockTile.CAPACITY, SEED + 1);

    int[] codes = search(twice, blocks, blockSize);

    assertThat(codes).as("seed %d", SEED).isEqualTo(search(once, blocks, blockSize));
  }

  @Test
  void partlyFilledTileLeavesOtherCodesAlone() {
    BlockTile tile = new BlockTile(2);
    tile.add(5, new float[] {1, 1});
    int[] codes = new int[8];
    Arrays.fill(codes, -1);

    new NearestSearch(new CentroidIndex(new float[] {9, 9, 1, 1}, new BlockLayout(8, 2, 2)))
        .nearest(tile, codes);

    assertThat(codes).containsExactly(-1, -1, -1, -1, -1, 1, -1, -1);
  }

  private static int[] search(float[] centroids, float[] blocks, int blockSize) {
    BlockTile tile = new BlockTile(blockSize);
    for (int i = 0; i < BlockTile.CAPACITY; i++) {
      tile.add(i, Arrays.copyOfRange(blocks, i * blockSize, (i + 1) * blockSize));
    }
    int[] codes = new int[BlockTile.CAPACITY];
    BlockLayout layout = new BlockLayout(BlockTile.CAPACITY, blockSize, blockSize);
    new NearestSearch(new CentroidIndex(centroids, layout)).nearest(tile, codes);
    return codes;
  }

  private static double squaredDistance(
      float[] blocks, int block, float[] centroids, int centroid, int blockSize) {
    double sum = 0;
    for (int j = 0; j < blockSize; j++) {
      double difference =
          (double) blocks[block * blockSize + j] - centroids[centroid * blockSize + j];
      sum += difference * difference;
    }
    return sum;
  }
}
