package dev.centroid.quantization.product;

import dev.centroid.quantization.CompressedWeight;
import java.util.Arrays;

/**
 * A weight as product quantization stores it: for each block the index of its centroid.
 *
 * @param layout how the weight is cut into blocks
 * @param codebook the centroids, of the layout's block size
 * @param codes for each block, in the layout's order, its centroid; held as it is, so it must not
 *     be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content
public record QuantizedWeight(BlockLayout layout, Codebook codebook, int[] codes)
    implements CompressedWeight {

  public QuantizedWeight {
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
    return new QuantizedWeight(layout, other, codes);
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
    BlockSums sums = new BlockSums(codebook.size(), layout);
    layout.forEachBlock(
        (block, offset, length) -> sums.add(codes[block], weightGradient, offset, length));
    return sums.means();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantizedWeight that
        && layout.equals(that.layout)
        && codebook.equals(that.codebook)
        && Arrays.equals(codes, that.codes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * layout.hashCode() + codebook.hashCode()) + Arrays.hashCode(codes);
  }
}
