package dev.centroid.quantization.product;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The order in which the input channels of a weight stand when its rows are cut into blocks. A
 * channel is what one index of the second dimension selects in a row: one entry of a linear layer,
 * a whole kernel of a convolution.
 *
 * <p>The order is stored with the codes and undone when they are decoded, so the layers around do
 * not know of it. (Martinez et al. 2021, "Permute, Quantize, and Fine-tune", permute the output
 * channels of the layers before instead, which takes no bytes but a graph that allows it.)
 *
 * @param channelWidth entries of a channel in a row
 * @param channels the channel that stands at each place; held as it is, so it must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content
public record ChannelOrder(int channelWidth, int[] channels) {

  /** Most channels whose order can be stored. */
  public static final int MAX_CHANNELS = 1 << 16;

  public ChannelOrder {
    BitSet seen = new BitSet(channels.length);
    for (int channel : channels) {
      if (channel < 0 || channel >= channels.length || seen.get(channel)) {
        throw new IllegalArgumentException(
            "the order of %d channels has channel %d where it cannot be"
                .formatted(channels.length, channel));
      }
      seen.set(channel);
    }
  }

  /** How many channels a weight has. */
  static int channelsOf(List<Long> shape) {
    return Math.toIntExact(shape.get(1));
  }

  /**
   * Whether an order makes a difference: each block holds several whole channels, but not all.
   *
   * @param shape of the weight, at least two dimensions
   */
  public static boolean matters(List<Long> shape, int blockSize) {
    long channels = shape.get(1);
    long channelWidth =
        shape.stream().skip(2).mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    return blockSize % channelWidth == 0
        && blockSize > channelWidth
        && blockSize < channels * channelWidth
        && channels <= MAX_CHANNELS;
  }

  /** Bytes that the order of a weight's channels takes. */
  public static long storedBytes(List<Long> shape) {
    int channels = channelsOf(shape);
    return BitPacking.packedBytes(channels, BitPacking.bitsFor(channels));
  }

  /** The order as bits, packed as codes are. */
  public byte[] toBytes() {
    return BitPacking.pack(channels, BitPacking.bitsFor(channels.length));
  }

  /**
   * The inverse of {@link #toBytes()}.
   *
   * @param bytes from whose position on it is read
   * @param shape of the weight
   * @throws IllegalArgumentException when the bytes are not the order of so many channels
   */
  public static ChannelOrder read(ByteBuffer bytes, List<Long> shape) {
    int count = channelsOf(shape);
    int bits = BitPacking.bitsFor(count);
    byte[] stored = new byte[Math.toIntExact(storedBytes(shape))];
    bytes.get(stored);
    int[] channels = BitPacking.unpack(stored, bits, count);
    BitPacking.requireZeroPadding(stored, bits, count);
    int rowWidth = BlockLayout.of(shape, 1).rowWidth();
    return new ChannelOrder(rowWidth / count, channels);
  }

  /** Entries of a row. */
  int rowWidth() {
    return channels.length * channelWidth;
  }

  /**
   * The values with the channels of each row in this order.
   *
   * @param values of each entry of the flattened weight; only read
   */
  public float[] arrange(float[] values) {
    float[] arranged = new float[values.length];
    forEachChannel(
        values.length,
        (arrangedAt, at) -> System.arraycopy(values, at, arranged, arrangedAt, channelWidth));
    return arranged;
  }

  /**
   * The inverse of {@link #arrange}.
   *
   * @param values receives them
   */
  void restore(float[] arranged, float[] values) {
    forEachChannel(
        arranged.length,
        (arrangedAt, at) -> System.arraycopy(arranged, arrangedAt, values, at, channelWidth));
  }

  private void forEachChannel(int entries, Move move) {
    int rowWidth = rowWidth();
    if (entries % rowWidth != 0) {
      throw new IllegalArgumentException(
          "%d entries are not rows of %d".formatted(entries, rowWidth));
    }
    for (int row = 0; row < entries; row += rowWidth) {
      for (int place = 0; place < channels.length; place++) {
        move.of(row + place * channelWidth, row + channels[place] * channelWidth);
      }
    }
  }

  /** Copies a channel of a row between two offsets. */
  private interface Move {

    void of(int arrangedAt, int at);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelOrder that
        && channelWidth == that.channelWidth
        && Arrays.equals(channels, that.channels);
  }

  @Override
  public int hashCode() {
    return 31 * channelWidth + Arrays.hashCode(channels);
  }
}
