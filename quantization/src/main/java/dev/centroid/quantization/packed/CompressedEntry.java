package dev.centroid.quantization.packed;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.scalar.ScalarLayout;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A weight held as codes and what they stand for. */
public sealed interface CompressedEntry extends PackedEntry {

  /** Whether a weight is compressed in just this way. */
  boolean accepts(CompressedWeight weight);

  /** How its codes are stored. */
  StoredCodes codes();

  /** Whether its codes are entropy-coded. */
  default boolean isEntropyCoded() {
    return codes().entropyBytes().isPresent();
  }

  /** The same weight with its codes stored in another form. */
  CompressedEntry withCodes(StoredCodes codes);

  /**
   * A weight held as codes and centroids.
   *
   * @param dense floating point, at least two dimensions
   * @param blockSize entries of a block
   * @param centroids codebook size K
   * @param centroidType element type of stored centroids
   * @param permuted whether the order of input channels is stored
   * @param entropyBytes bytes of entropy-coded codes; empty when they are bit-packed
   */
  record Product(
      TensorInfo dense,
      int blockSize,
      int centroids,
      CentroidType centroidType,
      boolean permuted,
      Optional<Integer> entropyBytes)
      implements CompressedEntry {

    public Product {
      WeightShape.require(dense);
      if (blockSize < 1 || blockSize > BlockLayout.of(dense.shape(), blockSize).rowWidth()) {
        throw new IllegalArgumentException("a block is longer than a row");
      }
      if (permuted && !ChannelOrder.matters(dense.shape(), blockSize)) {
        throw new IllegalArgumentException("such blocks have no order of channels");
      }
    }

    BlockLayout layout() {
      return BlockLayout.of(dense.shape(), blockSize);
    }

    @Override
    public StoredCodes codes() {
      return new StoredCodes(layout().blockCount(), BitPacking.bitsFor(centroids), entropyBytes);
    }

    @Override
    public CompressedEntry withCodes(StoredCodes codes) {
      return new Product(dense, blockSize, centroids, centroidType, permuted, codes.entropyBytes());
    }

    /** Bytes that the order of channels takes. */
    long orderBytes() {
      return permuted ? ChannelOrder.storedBytes(dense.shape()) : 0;
    }

    /** {@code [bytes]}: the order of channels, then codes. */
    TensorInfo codesInfo() {
      long bytes = orderBytes() + codes().bytes();
      return new TensorInfo(PackedNames.codes(dense.name()), DType.U8, List.of(bytes));
    }

    /** {@code [K, blockSize]}, or bytes. */
    TensorInfo centroidsInfo() {
      return new TensorInfo(
          PackedNames.centroids(dense.name()),
          CentroidCodec.dtype(centroidType),
          CentroidCodec.shape(centroidType, centroids, blockSize));
    }

    @Override
    public boolean accepts(CompressedWeight weight) {
      return weight instanceof QuantizedWeight quantized
          && layout().equals(quantized.layout())
          && permuted == quantized.order().isPresent()
          && centroids == quantized.codebook().size();
    }

    @Override
    public List<TensorInfo> stored() {
      return List.of(codesInfo(), centroidsInfo());
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          PackedNames.PRODUCT_QUANTIZED + dense.name(),
          new Coding(
                  dense.dtype(),
                  dense.shape(),
                  Coding.CODES,
                  blockSize,
                  (permuted ? Coding.PERMUTED : "")
                      + (entropyBytes.isPresent() ? Coding.ENTROPY : ""))
              .text());
    }

    @Override
    public String description() {
      return "codes and %d centroids of %d%s"
          .formatted(centroids, blockSize, permuted ? ", permuted" : "");
    }
  }

  /**
   * A weight held as grids and codes of intN.
   *
   * @param dense floating point, at least two dimensions
   * @param bits of a code, 2 to 8
   * @param per what has a grid of its own
   * @param entropyBytes bytes of entropy-coded codes; empty when they are bit-packed
   */
  record Scalar(TensorInfo dense, int bits, Granularity per, Optional<Integer> entropyBytes)
      implements CompressedEntry {

    public Scalar {
      WeightShape.require(dense);
      if (bits < ScalarScheme.MIN_BITS || bits > ScalarScheme.MAX_BITS) {
        throw new IllegalArgumentException("a code has 2 to 8 bits, not " + bits);
      }
    }

    ScalarLayout layout() {
      return ScalarLayout.of(dense.shape(), per);
    }

    @Override
    public StoredCodes codes() {
      return new StoredCodes(layout().entries(), bits, entropyBytes);
    }

    @Override
    public CompressedEntry withCodes(StoredCodes codes) {
      return new Scalar(dense, bits, per, codes.entropyBytes());
    }

    /** {@code [bytes]}: a scale and a zero for each grid, then codes. */
    TensorInfo codesInfo() {
      long bytes = ScalarCodec.bytes(layout(), codes());
      return new TensorInfo(PackedNames.codes(dense.name()), DType.U8, List.of(bytes));
    }

    @Override
    public boolean accepts(CompressedWeight weight) {
      return weight instanceof ScalarWeight scalar
          && layout().equals(scalar.layout())
          && bits == scalar.bits();
    }

    @Override
    public List<TensorInfo> stored() {
      return List.of(codesInfo());
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          PackedNames.SCALAR_QUANTIZED + dense.name(),
          new Coding(
                  dense.dtype(),
                  dense.shape(),
                  Coding.CODES,
                  bits,
                  (per == Granularity.CHANNEL ? Coding.CHANNELS : "")
                      + (entropyBytes.isPresent() ? Coding.ENTROPY : ""))
              .text());
    }

    @Override
    public String description() {
      return "int%d on %d grids".formatted(bits, layout().grids());
    }
  }
}
