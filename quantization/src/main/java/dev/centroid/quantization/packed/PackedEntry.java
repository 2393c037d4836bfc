package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.util.List;
import java.util.Map;

/** A tensor of the model and what the packed file holds for it, without contents. */
public sealed interface PackedEntry {

  /** The tensor as the model has it: path, element type and shape. */
  TensorInfo dense();

  /** Path of the tensor that holds its data: its own, unless it is tied. */
  default String holder() {
    return dense().name();
  }

  /** What the data section holds for it. */
  List<TensorInfo> stored();

  /** What the file's metadata says of it. */
  Map<String, String> metadata();

  /** Bytes in the data section. */
  default long storedBytes() {
    return stored().stream().mapToLong(TensorInfo::bytes).sum();
  }

  /**
   * A weight held as codes and centroids.
   *
   * @param dense floating point, at least two dimensions
   * @param blockSize entries of a block
   * @param centroids codebook size K
   * @param centroidType element type of stored centroids
   */
  record Compressed(TensorInfo dense, int blockSize, int centroids, CentroidType centroidType)
      implements PackedEntry {

    BlockLayout layout() {
      return BlockLayout.of(dense.shape(), blockSize);
    }

    /** {@code [bytes]}: bit-packed codes. */
    TensorInfo codesInfo() {
      long bytes = BitPacking.packedBytes(layout().blockCount(), BitPacking.bitsFor(centroids));
      return new TensorInfo(PackedNames.codes(dense.name()), DType.U8, List.of(bytes));
    }

    /** {@code [K, blockSize]}. */
    TensorInfo centroidsInfo() {
      return new TensorInfo(
          PackedNames.centroids(dense.name()),
          CentroidCodec.dtype(centroidType),
          List.of((long) centroids, (long) blockSize));
    }

    @Override
    public List<TensorInfo> stored() {
      return List.of(codesInfo(), centroidsInfo());
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          PackedNames.PRODUCT_QUANTIZED + dense.name(),
          new Coding(dense.dtype(), dense.shape(), blockSize).text());
    }
  }

  /** A tensor held as it is. */
  record Kept(TensorInfo dense) implements PackedEntry {

    @Override
    public List<TensorInfo> stored() {
      return List.of(dense);
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }
  }

  /**
   * A tensor that shares the data of another.
   *
   * @param target path of the tensor that holds the data
   */
  record Tied(TensorInfo dense, String target) implements PackedEntry {

    @Override
    public String holder() {
      return target;
    }

    @Override
    public List<TensorInfo> stored() {
      return List.of();
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(PackedNames.TIED + dense.name(), target);
    }
  }
}
