package dev.centroid.quantization.product;

import dev.centroid.quantization.random.CounterRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds an order of input channels under which blocks are easier to quantize (Martinez et al. 2021,
 * section 3.2): by local search for a small determinant of the blocks' second moments, which bounds
 * what a codebook of a given size can reach.
 *
 * <p>Wide rows are searched a stretch at a time, so that memory is bounded and time is linear in
 * the entries of the weight.
 */
public final class ChannelOrderSearch {

  /** Most entries of a stretch. */
  private static final int STRETCH = 1024;

  private static final int SWAPS_A_CHANNEL = 100;

  private ChannelOrderSearch() {}

  /**
   * The order; a pure function of its arguments.
   *
   * @param weight the flattened weight, finite; only read
   * @param shape of the weight; its order matters for this block size
   * @param blockSize entries of a block
   * @param random which swaps are tried
   */
  public static ChannelOrder find(
      float[] weight, List<Long> shape, int blockSize, CounterRandom random) {
    BlockLayout layout = BlockLayout.of(shape, blockSize);
    layout.requireElements(weight, "the weight");
    int channels = ChannelOrder.channelsOf(shape);
    int channelWidth = layout.rowWidth() / channels;
    int blockChannels = blockSize / channelWidth;
    int stretchChannels = Math.max(1, STRETCH / blockSize) * blockChannels;
    int[] order = new int[channels];
    for (int first = 0; first < channels; first += stretchChannels) {
      int count = Math.min(stretchChannels, channels - first);
      SecondMoments moments =
          SecondMoments.of(weight, layout.rowWidth(), first * channelWidth, count * channelWidth);
      int[] found = new Stretch(moments, count, channelWidth, blockChannels).search(random);
      for (int place = 0; place < count; place++) {
        order[first + place] = first + found[place];
      }
    }
    return new ChannelOrder(channelWidth, order);
  }

  /** The search among the channels of one stretch. */
  private static final class Stretch {

    private final SecondMoments moments;
    private final int channelWidth;
    private final int blockChannels;
    private final int[] order;

    Stretch(SecondMoments moments, int channels, int channelWidth, int blockChannels) {
      this.moments = moments;
      this.channelWidth = channelWidth;
      this.blockChannels = blockChannels;
      this.order = dealt(channels);
    }

    /** Channels in bands of falling energy, one of each band to a block. */
    private int[] dealt(int channels) {
      List<Integer> falling =
          IntStream.range(0, channels)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer channel) -> -energy(channel)))
              .toList();
      List<List<Integer>> blocks = new ArrayList<>();
      int blockCount = (channels - 1) / blockChannels + 1;
      IntStream.range(0, blockCount).forEach(block -> blocks.add(new ArrayList<>()));
      int lastLength = channels - (blockCount - 1) * blockChannels;
      int next = 0;
      for (int channel : falling) {
        boolean full = next == blockCount - 1 && blocks.get(next).size() == lastLength;
        next = full ? 0 : next;
        blocks.get(next).add(channel);
        next = (next + 1) % blockCount;
      }
      return blocks.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
    }

    private double energy(int channel) {
      return IntStream.range(channel * channelWidth, (channel + 1) * channelWidth)
          .mapToDouble(entry -> moments.of(entry, entry))
          .sum();
    }

    int[] search(CounterRandom random) {
      int blockSize = blockChannels * channelWidth;
      double[] sum = new double[blockSize * blockSize];
      for (int block = 0; block * blockChannels < order.length; block++) {
        add(sum, block, 1);
      }
      double least = LogDeterminant.of(sum, blockSize);
      for (int swap = 0; swap < SWAPS_A_CHANNEL * order.length; swap++) {
        int one = random.nextInt(order.length);
        int other = random.nextInt(order.length);
        double[] swapped = sum.clone();
        addBoth(swapped, one, other, -1);
        swap(one, other);
        addBoth(swapped, one, other, 1);
        double found = LogDeterminant.of(swapped, blockSize);
        if (found < least) {
          least = found;
          sum = swapped;
        } else {
          swap(one, other);
        }
      }
      return order;
    }

    private void swap(int one, int other) {
      int channel = order[one];
      order[one] = order[other];
      order[other] = channel;
    }

    private void addBoth(double[] sum, int one, int other, int sign) {
      int blockOfOne = one / blockChannels;
      int blockOfOther = other / blockChannels;
      add(sum, blockOfOne, sign);
      if (blockOfOther != blockOfOne) {
        add(sum, blockOfOther, sign);
      }
    }

    /** Adds the second moments of a block's entries, as the channels stand now. */
    private void add(double[] sum, int block, int sign) {
      int firstPlace = block * blockChannels;
      int blockSize = blockChannels * channelWidth;
      int length = Math.min(blockChannels, order.length - firstPlace) * channelWidth;
      for (int i = 0; i < length; i++) {
        int row = entry(firstPlace, i);
        for (int j = 0; j < length; j++) {
          sum[i * blockSize + j] += sign * moments.of(row, entry(firstPlace, j));
        }
      }
    }

    private int entry(int firstPlace, int index) {
      return order[firstPlace + index / channelWidth] * channelWidth + index % channelWidth;
    }
  }
}
