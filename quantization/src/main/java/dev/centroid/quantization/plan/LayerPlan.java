package dev.centroid.quantization.plan;

import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.scalar.ScalarLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One tensor of the model and what becomes of it.
 *
 * @param index position in the model, from 0
 * @param name the layer's name: the module's path when the tensor is its {@code weight}, else the
 *     tensor's own path
 * @param tensor the tensor's full path, e.g. {@code blocks.0.conv1.weight}
 * @param kind what the owning module is
 * @param shape the tensor's shape
 * @param buffer whether it is a buffer (a BatchNorm statistic), not a parameter
 * @param status compressed, kept, tied to another entry, or removed
 * @param reason why: the rule that chose it, or why none did
 * @param quantization how it is compressed; present exactly when {@code status} is COMPRESSED
 * @param tiedTo the tensor that holds the data of this one; present exactly when {@code status} is
 *     TIED
 * @param fill the value of every entry; present exactly when {@code status} is FILLED
 * @param originalBytes bytes in the model as given; 0 for a tensor that shares its data there
 * @param packedBytes bytes in the packed file's data section; 0 for a tied, filled or removed
 *     tensor
 */
public record LayerPlan(
    int index,
    String name,
    String tensor,
    LayerKind kind,
    List<Long> shape,
    boolean buffer,
    Status status,
    String reason,
    Optional<Quantization> quantization,
    Optional<String> tiedTo,
    Optional<Integer> fill,
    long originalBytes,
    long packedBytes) {

  /** What becomes of a tensor. */
  public enum Status {
    COMPRESSED,
    KEPT,
    TIED,
    /** All its entries have one value, which the plan knows. */
    FILLED,
    /** All zero, as its branch is left out. */
    REMOVED
  }

  /** How a tensor is compressed. */
  public sealed interface Quantization {

    /** Index of the recipe's group, from 0. */
    int group();

    /** For people, e.g. {@code 256 centroids of 9}. */
    String description();

    /** Bytes of the bit-packed codes, with the order of channels that they need. */
    long codeBytes();

    /** Rate of Quant-Noise that the layer's rule asks for. */
    Optional<Double> noiseRate();

    /**
     * Product quantization.
     *
     * @param blockSize entries of a block
     * @param centroids codebook size K actually used: the rule's, or the number of blocks when that
     *     is smaller
     * @param blocks number of blocks N
     * @param codeBits bits of a code, ceil(log2 K)
     * @param orderBytes that the order of permuted input channels takes; 0 when they stay
     */
    record Product(
        int group,
        int blockSize,
        int centroids,
        int blocks,
        int codeBits,
        long orderBytes,
        Optional<Double> noiseRate)
        implements Quantization {

      @Override
      public String description() {
        return centroids + " centroids of " + blockSize + (permuted() ? ", permuted" : "");
      }

      /** Whether input channels are arranged before blocks are cut. */
      public boolean permuted() {
        return orderBytes > 0;
      }

      @Override
      public long codeBytes() {
        return orderBytes + BitPacking.packedBytes(blocks, codeBits);
      }
    }

    /**
     * Scalar quantization.
     *
     * @param scheme bits of a code, and how the grids are found
     * @param layout which entries share a grid
     */
    record Scalar(int group, ScalarScheme scheme, ScalarLayout layout, Optional<Double> noiseRate)
        implements Quantization {

      @Override
      public String description() {
        return "int" + scheme.bits() + " a " + scheme.per().name().toLowerCase(Locale.ROOT);
      }

      @Override
      public long codeBytes() {
        return BitPacking.packedBytes(layout.entries(), scheme.bits());
      }
    }
  }

  public LayerPlan {
    shape = List.copyOf(shape);
    if ((status == Status.COMPRESSED) != quantization.isPresent()) {
      throw new IllegalArgumentException(
          name + ": COMPRESSED if and only if quantization is given");
    }
    if ((status == Status.TIED) != tiedTo.isPresent()) {
      throw new IllegalArgumentException(name + ": TIED if and only if tiedTo is given");
    }
    if ((status == Status.FILLED) != fill.isPresent()) {
      throw new IllegalArgumentException(name + ": FILLED if and only if fill is given");
    }
  }

  /** Number of entries of the tensor. */
  public long elements() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  /**
   * Bits per weight of codes and codebook together, or the tensor's own width when it is not
   * compressed.
   */
  public double bitsPerWeight() {
    return packedBytes == 0 ? 0 : 8.0 * packedBytes / elements();
  }
}
