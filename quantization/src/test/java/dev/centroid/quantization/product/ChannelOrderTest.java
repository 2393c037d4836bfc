package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.KMeansSettings;
import dev.centroid.quantization.recipe.NoiseSettings;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders of input channels, against entry-by-entry definitions. */
final class ChannelOrderTest {

  private static final long SEED = 31;
  private static final List<Long> SHAPE = List.of(6L, 8L, 3L);
  private static final int CHANNEL_WIDTH = 3;
  private static final int CHANNELS = 8;
  private static final int BLOCK_SIZE = 6;

  private final Random random = new Random(SEED);
  private final ChannelOrder order = RandomOrders.draw(random, SHAPE);
  private final float[] weight = Weights.normal(6 * 24, SEED);

  @Test
  void arrangingPutsEachChannelOfEachRowInItsPlace() {
    float[] arranged = order.arrange(weight);

    for (int row = 0; row < 6; row++) {
      for (int place = 0; place < CHANNELS; place++) {
        for (int entry = 0; entry < CHANNEL_WIDTH; entry++) {
          int at = row * 24 + order.channels()[place] * CHANNEL_WIDTH + entry;
          assertThat(arranged[row * 24 + place * CHANNEL_WIDTH + entry]).isEqualTo(weight[at]);
        }
      }
    }
  }

  @Test
  void restoringUndoesArranging() {
    float[] restored = new float[weight.length];

    order.restore(order.arrange(weight), restored);

    assertThat(restored).isEqualTo(weight);
  }

  @ParameterizedTest
  @CsvSource({"2,2", "3,5", "7,64", "2,65", "1,1000"})
  void bytesGiveTheOrderBack(long rows, long channels) {
    List<Long> shape = List.of(rows, channels, 2L);
    ChannelOrder drawn = RandomOrders.draw(random, shape);

    byte[] stored = drawn.toBytes();

    assertThat(ChannelOrder.read(ByteBuffer.wrap(stored), shape))
        .as("seed %d", SEED)
        .isEqualTo(drawn);
    assertThat((long) stored.length).isEqualTo(ChannelOrder.storedBytes(shape));
  }

  @Test
  void anOrderWithAChannelTwiceIsRefused() {
    byte[] stored = BitPacking.pack(new int[] {0, 1, 1, 2}, 2);

    assertThatThrownBy(() -> ChannelOrder.read(ByteBuffer.wrap(stored), List.of(3L, 4L)))
        .hasMessage("the order of 4 channels has channel 1 where it cannot be");
  }

  @ParameterizedTest
  @CsvSource({
    "8,4,1,true", // several channels of one entry
    "8,8,1,false", // a row is one block
    "8,1,1,false", // a block is one channel
    "8,18,9,true", // two kernels
    "8,9,9,false", // one kernel
    "8,12,9,false" // kernels are cut apart
  })
  void anOrderMattersWhenBlocksHoldSeveralWholeChannelsButNotAll(
      long channels, int blockSize, long channelWidth, boolean matters) {
    assertThat(ChannelOrder.matters(List.of(5L, channels, channelWidth), blockSize))
        .isEqualTo(matters);
  }

  @Test
  void decodingUndoesTheOrder() {
    QuantizedWeight quantized = quantized();

    float[] decoded = quantized.withOrder(order).decode();

    assertThat(order.arrange(decoded)).isEqualTo(quantized.decode());
  }

  @Test
  void theGradientOfCentroidsIsThatOfTheArrangedWeight() {
    QuantizedWeight quantized = quantized();
    float[] gradient = Weights.normal(weight.length, SEED + 1);

    assertThat(quantized.withOrder(order).centroidGradient(gradient))
        .isEqualTo(quantized.centroidGradient(order.arrange(gradient)));
  }

  @Test
  void noiseReplacesBlocksOfTheArrangedWeight() {
    QuantizedWeight nearest = quantized().withOrder(order);
    QuantNoise noise =
        new QuantNoise(
            new NoiseSettings(NoiseSettings.Phi.PQ, 0.5, false), nearest.layout(), "layer", SEED);
    float[] effective = new float[weight.length];

    noise.apply(3, weight, effective, Optional.of(nearest));

    float[] kept = order.arrange(weight);
    float[] replaced = order.arrange(nearest.decode());
    float[] arranged = order.arrange(effective);
    for (int block = 0; block < arranged.length; block += BLOCK_SIZE) {
      float[] expected = arranged[block] == kept[block] ? kept : replaced;
      for (int entry = block; entry < block + BLOCK_SIZE; entry++) {
        assertThat(arranged[entry]).as("block at %d", block).isEqualTo(expected[entry]);
      }
    }
    assertThat(effective).isNotEqualTo(weight).isNotEqualTo(nearest.decode());
  }

  /** Channels of two kinds that stand in turn: apart, blocks have half as many degrees. */
  @Test
  void theOrderFoundMakesTheErrorSmaller() {
    List<Long> shape = List.of(64L, 32L);
    float[] structured = Weights.normal(64 * 32, SEED);
    for (int i = 0; i < structured.length; i++) {
      structured[i] *= (i % 32) % 7 == 0 ? 4f : 0.3f;
    }

    ChannelOrder found = ChannelOrderSearch.find(structured, shape, 4, searching());

    BlockLayout layout = BlockLayout.of(shape, 4);
    assertThat(error(found.arrange(structured), layout))
        .isLessThan(0.85 * error(structured, layout));
  }

  @Test
  void theOrderFoundIsAFunctionOfItsArguments() {
    assertThat(ChannelOrderSearch.find(weight, SHAPE, BLOCK_SIZE, searching()))
        .isEqualTo(ChannelOrderSearch.find(weight, SHAPE, BLOCK_SIZE, searching()));
  }

  @ParameterizedTest
  @CsvSource({"3,7,1,2", "2,50,9,18", "2,1500,1,8", "1,1027,1,4", "4,6,1,4"})
  void anyShapeHasAnOrder(long rows, long channels, long channelWidth, int blockSize) {
    List<Long> shape = List.of(rows, channels, channelWidth);
    float[] zeroRows = new float[(int) (rows * channels * channelWidth)];

    ChannelOrder found = ChannelOrderSearch.find(zeroRows, shape, blockSize, searching());

    assertThat(found.channels()).hasSize((int) channels);
  }

  @Test
  void theLogDeterminantIsThatOfGaussianElimination() {
    double[] matrix = {4, 2, 0.6, 2, 5, 1, 0.6, 1, 3};
    double determinant = 4 * (5 * 3 - 1) - 2 * (2 * 3 - 0.6) + 0.6 * (2 - 0.6 * 5);

    assertThat(LogDeterminant.of(matrix, 3)).isCloseTo(Math.log(determinant), within(1e-7));
  }

  private static double error(float[] values, BlockLayout layout) {
    return ProductQuantizer.quantize(
            "layer",
            values,
            layout,
            16,
            new KMeansSettings(KMeansSettings.Init.PLUS_PLUS, 20, 0),
            Prior.NONE,
            SEED,
            1)
        .relativeError();
  }

  private QuantizedWeight quantized() {
    int[] codes = random.ints(24, 0, 3).toArray();
    return new QuantizedWeight(
        BlockLayout.of(SHAPE, BLOCK_SIZE),
        new Codebook(BLOCK_SIZE, Weights.normal(3 * BLOCK_SIZE, SEED + 2)),
        codes);
  }

  private static CounterRandom searching() {
    return CounterRandom.of(SEED, Purpose.CHANNEL_ORDER);
  }
}
