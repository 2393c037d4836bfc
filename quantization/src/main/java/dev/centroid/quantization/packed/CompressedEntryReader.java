package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.recipe.ProductScheme;
import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.scalar.ScalarLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tells from codings, and from the tensors that belong to them, how weights are compressed.
 *
 * @param name how messages name the file
 */
record CompressedEntryReader(String name, SafetensorsFile file) {

  /**
   * @throws IllegalArgumentException when no weight can be coded so
   */
  CompressedEntry.Product product(TensorInfo dense, Coding coding) {
    TensorInfo centroids = file.require(PackedNames.centroids(dense.name()));
    CentroidType type =
        Arrays.stream(CentroidType.values())
            .filter(candidate -> CentroidCodec.dtype(candidate) == centroids.dtype())
            .findFirst()
            .orElseThrow(() -> wrongCentroids(centroids));
    coding.require(Coding.CODES, Coding.PERMUTED, Coding.ENTROPY);
    int blockSize = coding.number();
    if (blockSize < 1) {
      throw new IllegalArgumentException("a block has at least one entry");
    }
    long count = CentroidCodec.size(type, centroids.shape(), blockSize);
    if (count < 1 || count > ProductScheme.MAX_CENTROIDS) {
      throw wrongCentroids(centroids);
    }
    boolean permuted = coding.has(Coding.PERMUTED);
    WeightShape.require(dense);
    long orderBytes = permuted ? ChannelOrder.storedBytes(dense.shape()) : 0;
    CompressedEntry.Product entry =
        new CompressedEntry.Product(
            dense, blockSize, (int) count, type, permuted, entropyBytes(dense, coding, orderBytes));
    int blocks = entry.layout().blockCount();
    // A single centroid takes no bits, so that a few bytes could ask for any number of blocks.
    boolean sensible = entry.centroids() >= 2 || blocks == 1;
    if (!sensible || entry.centroids() > blocks) {
      throw wrongCentroids(centroids);
    }
    return entry;
  }

  /**
   * @throws IllegalArgumentException when no weight can be coded so
   */
  CompressedEntry.Scalar scalar(TensorInfo dense, Coding coding) {
    coding.require(Coding.CODES, Coding.CHANNELS, Coding.ENTROPY);
    Granularity per = coding.has(Coding.CHANNELS) ? Granularity.CHANNEL : Granularity.TENSOR;
    WeightShape.require(dense);
    long gridBytes = ScalarCodec.gridBytes(ScalarLayout.of(dense.shape(), per));
    return new CompressedEntry.Scalar(
        dense, coding.number(), per, entropyBytes(dense, coding, gridBytes));
  }

  /**
   * @param before bytes that stand before the codes
   */
  private Optional<Integer> entropyBytes(TensorInfo dense, Coding coding, long before) {
    if (!coding.has(Coding.ENTROPY)) {
      return Optional.empty();
    }
    long bytes = file.require(PackedNames.codes(dense.name())).bytes() - before;
    if (bytes < 0 || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("its codes have no room for that");
    }
    return Optional.of((int) bytes);
  }

  private InvalidInputException wrongCentroids(TensorInfo centroids) {
    return PackedModelReader.refusal(
        name,
        "tensor %s is %s %s, which is no codebook for its weight"
            .formatted(Printable.quoted(centroids.name()), centroids.dtype(), centroids.shape()));
  }
}
