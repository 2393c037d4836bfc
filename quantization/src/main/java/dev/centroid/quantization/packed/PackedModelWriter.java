package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a packed file. Its bytes are a pure function of manifest, entries and contents; the order
 * in which contents are given does not matter.
 */
public final class PackedModelWriter {

  private final PackedLayout layout;
  private final Map<String, PackedEntry> entries = new HashMap<>();
  private final Map<String, ByteBuffer> contents = new HashMap<>();

  /**
   * @param entries all tensors of the model, in its order
   */
  public PackedModelWriter(PackedManifest manifest, List<PackedEntry> entries) {
    this.layout = PackedLayout.of(manifest, entries);
    entries.forEach(entry -> this.entries.put(entry.dense().name(), entry));
  }

  /**
   * Gives the contents of a compressed tensor.
   *
   * @param weight with the block size and the number of centroids that the entry names
   * @throws dev.centroid.quantization.InvalidInputException naming the tensor, when a centroid is
   *     beyond what the stored type holds
   */
  public PackedModelWriter compressed(String tensor, QuantizedWeight weight) {
    if (!(entries.get(tensor) instanceof PackedEntry.Compressed entry)
        || !entry.layout().equals(weight.layout())
        || entry.centroids() != weight.codebook().size()) {
      throw new IllegalArgumentException(tensor + " is not to be compressed in this way");
    }
    byte[] codes = BitPacking.pack(weight.codes(), BitPacking.bitsFor(entry.centroids()));
    contents.put(entry.codesInfo().name(), ByteBuffer.wrap(codes));
    contents.put(
        entry.centroidsInfo().name(),
        CentroidCodec.encode(tensor, weight.codebook(), entry.centroidType()));
    return this;
  }

  /**
   * Gives the contents of a tensor that is kept.
   *
   * @param data little-endian, from position to limit; not copied
   */
  public PackedModelWriter kept(String tensor, ByteBuffer data) {
    if (!(entries.get(tensor) instanceof PackedEntry.Kept)) {
      throw new IllegalArgumentException(tensor + " is not to be kept as it is");
    }
    contents.put(tensor, data);
    return this;
  }

  /**
   * The whole file.
   *
   * @throws IllegalStateException when the contents of a tensor are missing
   */
  public byte[] toBytes() {
    SafetensorsWriter writer = new SafetensorsWriter();
    layout.metadata().forEach(writer::metadata);
    for (TensorInfo tensor : layout.tensors()) {
      ByteBuffer data = contents.get(tensor.name());
      if (data == null) {
        throw new IllegalStateException("No contents were given for " + tensor.name());
      }
      writer.add(tensor, data);
    }
    return writer.toBytes();
  }
}
