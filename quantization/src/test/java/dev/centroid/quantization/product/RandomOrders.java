package dev.centroid.quantization.product;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Random orders of input channels. */
public final class RandomOrders {

  private RandomOrders() {}

  /**
   * @param shape of the weight, at least two dimensions
   */
  public static ChannelOrder draw(Random random, List<Long> shape) {
    int channels = Math.toIntExact(shape.get(1));
    List<Integer> order = new ArrayList<>(IntStream.range(0, channels).boxed().toList());
    Collections.shuffle(order, random);
    return new ChannelOrder(
        BlockLayout.of(shape, 1).rowWidth() / channels,
        order.stream().mapToInt(Integer::intValue).toArray());
  }
}
