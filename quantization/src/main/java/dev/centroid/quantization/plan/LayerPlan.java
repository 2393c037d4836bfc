package dev.centroid.quantization.plan;

import dev.centroid.quantization.recipe.LayerKind;
import java.util.List;
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
 * @param status compressed, kept, or tied to another entry
 * @param reason why: the rule that chose it, or why none did
 * @param quantization how it is compressed; present exactly when {@code status} is COMPRESSED
 * @param tiedTo the tensor that holds the data of this one; present exactly when {@code status} is
 *     TIED
 * @param originalBytes bytes in the model as given
 * @param packedBytes bytes in the packed file's data section; 0 for a tied tensor
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
    long originalBytes,
    long packedBytes) {

  /** What becomes of a tensor. */
  public enum Status {
    COMPRESSED,
    KEPT,
    TIED
  }

  /**
   * @param group index of the recipe's group, from 0
   * @param blockSize entries of a block
   * @param centroids codebook size K actually used: the rule's, or the number of blocks when that
   *     is smaller
   * @param blocks number of blocks N
   * @param codeBits bits of a code, ceil(log2 K)
   */
  public record Quantization(int group, int blockSize, int centroids, int blocks, int codeBits) {}

  public LayerPlan {
    shape = List.copyOf(shape);
    if ((status == Status.COMPRESSED) != quantization.isPresent()) {
      throw new IllegalArgumentException(
          name + ": COMPRESSED if and only if quantization is given");
    }
    if ((status == Status.TIED) != tiedTo.isPresent()) {
      throw new IllegalArgumentException(name + ": TIED if and only if tiedTo is given");
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
    return status == Status.TIED ? 0 : 8.0 * packedBytes / elements();
  }
}
