package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.quantization.recipe.NoiseSettings.Phi;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantNoiseTest {

  private static final long SEED = 31;
  private static final BlockLayout LAYOUT = new BlockLayout(50, 29, 4);
  private static final float[] MASTER = Weights.normal(LAYOUT.elementCount(), SEED);
  private static final QuantizedWeight NEAREST =
      new QuantizedWeight(
          LAYOUT,
          new Codebook(4, Weights.normal(4 * 16, SEED + 1)),
          Weights.codes(LAYOUT.blockCount(), 16, SEED));

  @ParameterizedTest
  @EnumSource(value = Phi.class, mode = EnumSource.Mode.EXCLUDE, names = "INT")
  void rateZeroIsTheIdentity(Phi phi) {
    assertThat(effective(new NoiseSettings(phi, 0, false), "fc", 0)).isEqualTo(MASTER);
  }

  @Test
  void rateOneOfTheProxyIsZeroEverywhere() {
    assertThat(effective(new NoiseSettings(Phi.PROXY, 1, false), "fc", 0))
        .isEqualTo(new float[LAYOUT.elementCount()]);
  }

  @Test
  void rateOneOfPqIsTheDecodedWeight() {
    assertThat(effective(new NoiseSettings(Phi.PQ, 1, false), "fc", 0)).isEqualTo(NEAREST.decode());
  }

  @Test
  void rateOneOfTheMeanIsTheMeanOfTheBlocksThatHaveTheEntry() {
    float[] effective = effective(new NoiseSettings(Phi.MEAN, 1, false), "fc", 0);

    for (int i = 0; i < effective.length; i++) {
      int entry = i % 29 % 4;
      double mean = meanOfColumns(entry);
      assertThat((double) effective[i])
          .as("entry %d, seed %d", i, SEED)
          .isCloseTo(mean, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Phi.class, mode = EnumSource.Mode.EXCLUDE, names = "INT")
  void blocksAreReplacedWholeOrKeptWhole(Phi phi) {
    float[] replaced = effective(new NoiseSettings(phi, 1, false), "fc", 3);

    float[] effective = effective(new NoiseSettings(phi, 0.5, false), "fc", 3);

    for (int block = 0; block < LAYOUT.blockCount(); block++) {
      assertThat(blockOf(effective, block))
          .as("block %d, seed %d", block, SEED)
          .isIn(blockOf(MASTER, block), blockOf(replaced, block));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.1, 0.5, 0.9})
  void shareOfReplacedBlocksIsTheRate(double rate) {
    int steps = 200;
    long replaced = 0;
    for (int step = 0; step < steps; step++) {
      replaced += replacedBlocks(effective(new NoiseSettings(Phi.PROXY, rate, false), "fc", step));
    }

    double draws = (double) steps * LAYOUT.blockCount();
    // Five standard deviations of the share.
    double bar = 5 * Math.sqrt(rate * (1 - rate) / draws);
    assertThat(replaced / draws).as("seed %d", SEED).isCloseTo(rate, within(bar));
  }

  @Test
  void shortLastBlocksAreReplacedLikeAnyOther() {
    int steps = 400;
    long replaced = 0;
    for (int step = 0; step < steps; step++) {
      float[] effective = effective(new NoiseSettings(Phi.PROXY, 0.3, false), "fc", step);
      for (int row = 0; row < LAYOUT.rows(); row++) {
        replaced += effective[row * 29 + 28] == 0 ? 1 : 0;
      }
    }

    double draws = (double) steps * LAYOUT.rows();
    double bar = 5 * Math.sqrt(0.3 * 0.7 / draws);
    assertThat(replaced / draws).as("seed %d", SEED).isCloseTo(0.3, within(bar));
  }

  @ParameterizedTest
  @EnumSource(value = Phi.class, mode = EnumSource.Mode.EXCLUDE, names = "INT")
  void masterIsNeverWritten(Phi phi) {
    float[] master = MASTER.clone();
    QuantNoise noise = new QuantNoise(new NoiseSettings(phi, 0.5, false), LAYOUT, "fc", SEED);
    float[] effective = new float[master.length];

    for (int step = 0; step < 100; step++) {
      noise.apply(step, master, effective, Optional.of(NEAREST));
    }

    assertThat(master).isEqualTo(MASTER);
  }

  @Test
  void keptBlocksAreScaledUpWhereAsked() {
    float[] effective = effective(new NoiseSettings(Phi.PROXY, 0.2, true), "fc", 0);

    for (int i = 0; i < effective.length; i++) {
      assertThat(effective[i]).as("entry %d, seed %d", i, SEED).isIn(0f, MASTER[i] * 1.25f);
    }
  }

  @Test
  void sameStepHasTheSameNoiseInAnotherOrderOfSteps() {
    NoiseSettings settings = new NoiseSettings(Phi.PROXY, 0.3, false);
    QuantNoise noise = new QuantNoise(settings, LAYOUT, "fc", SEED);
    float[] later = new float[MASTER.length];
    noise.apply(9, MASTER, later, Optional.empty());

    noise.apply(8, MASTER, later, Optional.empty());

    assertThat(later).isEqualTo(effective(settings, "fc", 8));
  }

  @Test
  void everyStepHasNoiseOfItsOwn() {
    NoiseSettings settings = new NoiseSettings(Phi.PROXY, 0.5, false);

    assertThat(effective(settings, "fc", 1)).isNotEqualTo(effective(settings, "fc", 2));
  }

  @Test
  void everyLayerHasNoiseOfItsOwn() {
    NoiseSettings settings = new NoiseSettings(Phi.PROXY, 0.5, false);

    assertThat(effective(settings, "fc1", 1)).isNotEqualTo(effective(settings, "fc2", 1));
  }

  @Test
  void exactNoiseWithoutCodebookIsRefused() {
    QuantNoise noise = new QuantNoise(new NoiseSettings(Phi.PQ, 0.1, false), LAYOUT, "fc", SEED);
    float[] effective = new float[MASTER.length];

    assertThatThrownBy(() -> noise.apply(0, MASTER, effective, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("phi = PQ");
  }

  @Test
  void writingOverTheMasterIsRefused() {
    QuantNoise noise = new QuantNoise(new NoiseSettings(Phi.PROXY, 0.1, false), LAYOUT, "fc", SEED);
    float[] master = MASTER.clone();

    assertThatThrownBy(() -> noise.apply(0, master, master, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("master");
  }

  private static float[] effective(NoiseSettings settings, String layer, long step) {
    float[] effective = new float[MASTER.length];
    new QuantNoise(settings, LAYOUT, layer, SEED)
        .apply(step, MASTER, effective, Optional.of(NEAREST));
    return effective;
  }

  private static double meanOfColumns(int entry) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < MASTER.length; i++) {
      if (i % 29 % 4 == entry) {
        sum += MASTER[i];
        count++;
      }
    }
    return sum / count;
  }

  private static long replacedBlocks(float[] effective) {
    long replaced = 0;
    for (int block = 0; block < LAYOUT.blockCount(); block++) {
      replaced += effective[LAYOUT.offsetOf(block)] == 0 ? 1 : 0;
    }
    return replaced;
  }

  private static float[] blockOf(float[] weight, int block) {
    int offset = LAYOUT.offsetOf(block);
    return Arrays.copyOfRange(weight, offset, offset + LAYOUT.lengthOf(block));
  }
}
