package dev.centroid.quantization.product;

import dev.centroid.quantization.CompressedWeight;
import java.util.Arrays;
import java.util.Optional;

/**
 * A weight as product quantization stores it: for each block the index of its centroid.
 *
 * @param layout how the weight is cut into blocks
 * @param order in which its input channels stand when it is; empty for the one that they have
 * @param codebook the centroids, of the layout's block size
 * @param codes for each block, in the layout's order, its centroid; held as it is, so it must not
 *     be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content
public record QuantizedWeight(
    BlockLayout layout, Optional<ChannelOrder> order, Codebook codebook, int[] codes)
    implements CompressedWeight {

  /** A weight whose channels stand in the order that they have. */
  public QuantizedWeight(BlockLayout layout, Codebook codebook, int[] codes) {
    this(layout, Optional.empty(), codebook, codes);
  }

  public QuantizedWeight {
    if (order.isPresent() && order.get().rowWidth() != layout.rowWidth()) {
      throw new IllegalArgumentException(
          "an order of %d entries for rows of %d"
              .formatted(order.get().rowWidth(), layout.rowWidth()));
    }
    if (codebook.blockSize() != layout.blockSize()) {
      throw new IllegalArgumentException(
          "centroids of %d entries cannot fill blocks of %d"
              .formatted(codebook.blockSize(), layout.blockSize()));
    }
    if (codes.length != layout.blockCount()) {
      throw new IllegalArgumentException(
          "%d codes for %d blocks".formatted(codes.length, layout.blockCount()));
    }
    for (int code : codes) {
      if (code < 0 || code >= codebook.size()) {
        throw new IllegalArgumentException(
            "code %d names none of %d centroids".formatted(code, codebook.size()));
      }
    }
  }

  /** The same codes with other centroids of the same number and size. */
  public QuantizedWeight withCodebook(Codebook other) {
    return new QuantizedWeight(layout, order, other, codes);
  }

  /** The weight whose channels stood in an order when it was quantized as this. */
  public QuantizedWeight withOrder(ChannelOrder arranged) {
    return new QuantizedWeight(layout, Optional.of(arranged), codebook, codes);
  }

  @Override
  public float[] decode() {
    float[] weight = new float[layout.elementCount()];
    decodeInto(weight);
    return weight;
  }

  /**
   * Writes the weight that the codes and centroids stand for.
   *
   * @param weight as many entries as the layout has
   */
  public void decodeInto(float[] weight) {
    layout.requireElements(weight, "the weight");
    if (order.isEmpty()) {
      decodeArranged(weight);
      return;
    }
    float[] arranged = new float[weight.length];
    decodeArranged(arranged);
    order.get().restore(arranged, weight);
  }

  private void decodeArranged(float[] weight) {
    float[] centroids = codebook.centroids();
    int blockSize = layout.blockSize();
    layout.forEachBlock(
        (block, offset, length) ->
            System.arraycopy(centroids, codes[block] * blockSize, weight, offset, length));
  }

  /**
   * The gradient of the centroids (the codebook update of iPQ): for each entry of a centroid the
   * <em>mean</em> of the gradient over the centroid's blocks that have this entry; 0 where there is
   * no such block.
   *
   * @param weightGradient dL/dW, as many entries as the layout has
   * @return K x d, in the order of {@link Codebook#centroids()}
   */
  public float[] centroidGradient(float[] weightGradient) {
    layout.requireElements(weightGradient, "the gradient");
    float[] arranged = order.map(known -> known.arrange(weightGradient)).orElse(weightGradient);
    BlockSums sums = new BlockSums(codebook.size(), layout);
    layout.forEachBlock(
        (block, offset, length) -> sums.add(codes[block], arranged, offset, length));
    return sums.means();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantizedWeight that
        && layout.equals(that.layout)
        && order.equals(that.order)
        && codebook.equals(that.codebook)
        && Arrays.equals(codes, that.codes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * layout.hashCode() + order.hashCode()) + codebook.hashCode())
        + Arrays.hashCode(codes);
  }
}
