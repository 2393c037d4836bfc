package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.random.TestSeed;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NormFoldingTest {

  static LongStream seeds() {
    return TestSeed.seeds(100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theFoldedNormIsTheSameFunctionOfItsInput(long seed) {
    // given
    Random random = new Random(seed);
    float weight = (float) random.nextGaussian();
    float bias = (float) random.nextGaussian();
    float mean = (float) random.nextGaussian();
    float variance = (float) Math.exp(3 * random.nextGaussian());
    double epsilon = random.nextBoolean() ? 1e-5 : 1e-3;
    double input = 10 * random.nextGaussian();

    // when
    NormFolding.ScaleShift folded =
        NormFolding.fold(
            new float[] {weight},
            new float[] {bias},
            new float[] {mean},
            new float[] {variance},
            epsilon);

    // then
    double before = (input - mean) / Math.sqrt(variance + epsilon) * weight + bias;
    double after = input / Math.sqrt(1 + epsilon) * folded.weight()[0] + folded.bias()[0];
    assertThat(after)
        .as("seed %d", seed)
        .isCloseTo(before, within(1e-5 * (1 + Math.abs(before) + Math.abs(input))));
  }
}
