package dev.centroid.codebook.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.product.Codebook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeltaMergeTest {

  @Test
  void isTheMeanOfTheChangesSummedInFloat32InTheShardsOrder() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      int blockSize = 1 + random.nextInt(8);
      int entries = blockSize * (1 + random.nextInt(32));
      float[] base = floats(random, entries);
      List<float[]> deltas = new ArrayList<>();
      for (int shard = 0; shard <= random.nextInt(8); shard++) {
        deltas.add(floats(random, entries));
      }
      float[] expected = new float[entries];
      for (int i = 0; i < entries; i++) {
        float sum = deltas.get(0)[i];
        for (int shard = 1; shard < deltas.size(); shard++) {
          sum = sum + deltas.get(shard)[i];
        }
        expected[i] = base[i] + sum / deltas.size();
      }

      byte[] merged =
          DeltaMerge.merge(
              file(blockSize, base), deltas.stream().map(delta -> file(blockSize, delta)).toList());

      assertThat(CodebookFile.parse(merged)).isEqualTo(new Codebook(blockSize, expected));
    }
  }

  @Test
  void leavesWhatItWasGivenAsItIs() {
    Random random = new Random(2);
    byte[] base = file(4, floats(random, 16));
    byte[] delta = file(4, floats(random, 16));
    byte[] baseBefore = base.clone();
    byte[] deltaBefore = delta.clone();

    DeltaMerge.merge(base, List.of(delta, delta));

    assertThat(base).isEqualTo(baseBefore);
    assertThat(delta).isEqualTo(deltaBefore);
  }

  @Test
  void refusesChangesOfAnotherShape() {
    byte[] base = file(4, new float[16]);

    assertThatThrownBy(() -> DeltaMerge.check(base, file(2, new float[16]), 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("shard 3", "8 centroids of 2", "4 of 4");
    assertThatThrownBy(() -> DeltaMerge.check(base, new byte[] {1, 2, 3}, 3))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void refusesChangesThatAreNotFiniteAndNamesTheEntry() {
    float[] delta = new float[16];
    delta[6] = Float.NaN;

    assertThatThrownBy(() -> DeltaMerge.check(file(4, new float[16]), file(4, delta), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("shard 1", "NaN", "entry 2 of centroid 1");
  }

  @Test
  void refusesAMeanThatFloat32CannotHold() {
    float[] huge = new float[4];
    Arrays.fill(huge, Float.MAX_VALUE);

    assertThatThrownBy(() -> DeltaMerge.merge(file(4, huge), List.of(file(4, huge), file(4, huge))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("entry 0 of centroid 0", "Infinity");
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static byte[] file(int blockSize, float[] entries) {
    return CodebookFile.toBytes(new Codebook(blockSize, entries));
  }
}
