package dev.centroid.quantization.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.recipe.ScalarScheme.Range;
import dev.centroid.quantization.recipe.ScalarScheme.RangeMethod;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScalarNoiseTest {

  private static final long SEED = 5;
  private static final ScalarLayout LAYOUT = new ScalarLayout(8, 125);
  private static final ScalarScheme INT3 =
      new ScalarScheme(3, Granularity.CHANNEL, new Range(RangeMethod.MIN_MAX, Range.ALL));
  private static final float[] MASTER = master();
  private static final float[] QUANTIZED = ScalarQuantizer.quantize(MASTER, LAYOUT, INT3).decode();

  @Test
  void rateZeroIsTheIdentity() {
    assertThat(effective(0, "fc", 1)).isEqualTo(MASTER);
  }

  @Test
  void rateOneIsTheQuantizedWeight() {
    assertThat(effective(1, "fc", 1)).isEqualTo(QUANTIZED);
  }

  @Test
  void eachEntryIsItsOwnOrItsQuantizedValue() {
    float[] effective = effective(0.5, "fc", 1);

    for (int i = 0; i < effective.length; i++) {
      assertThat(effective[i]).as("entry %d", i).isIn(MASTER[i], QUANTIZED[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void theShareOfQuantizedEntriesIsTheRate(double rate) {
    int steps = 100;
    long replaced = 0;
    for (int step = 0; step < steps; step++) {
      replaced += replaced(effective(rate, "fc", step));
    }

    double draws = (double) steps * replaced(QUANTIZED);
    assertThat(replaced / draws).isCloseTo(rate, within(5 * Math.sqrt(rate * (1 - rate) / draws)));
  }

  @Test
  void anotherStepHasOtherNoise() {
    assertThat(effective(0.5, "fc", 1)).isNotEqualTo(effective(0.5, "fc", 2));
  }

  @Test
  void anotherLayerHasOtherNoise() {
    assertThat(effective(0.5, "fc", 1)).isNotEqualTo(effective(0.5, "proj", 1));
  }

  @Test
  void theSameStepHasTheSameNoise() {
    assertThat(effective(0.5, "fc", 1)).isEqualTo(effective(0.5, "fc", 1));
  }

  @Test
  void aWeightThatDivergedIsRefused() {
    float[] master = MASTER.clone();
    master[17] = Float.NaN;

    assertThatThrownBy(
            () ->
                new ScalarNoise(INT3, LAYOUT, 1, "fc", SEED)
                    .apply(0, master, new float[master.length]))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer fc: training made a weight NaN; lower learningRate");
  }

  private static long replaced(float[] effective) {
    long count = 0;
    for (int i = 0; i < effective.length; i++) {
      count += effective[i] == MASTER[i] ? 0 : 1;
    }
    return count;
  }

  private static float[] effective(double rate, String layer, long step) {
    float[] effective = new float[MASTER.length];
    new ScalarNoise(INT3, LAYOUT, rate, layer, SEED).apply(step, MASTER, effective);
    return effective;
  }

  private static float[] master() {
    Random random = new Random(SEED);
    float[] master = new float[LAYOUT.entries()];
    for (int i = 0; i < master.length; i++) {
      master[i] = (float) random.nextGaussian();
    }
    return master;
  }
}
