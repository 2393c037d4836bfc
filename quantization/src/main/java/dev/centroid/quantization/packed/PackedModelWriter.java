package dev.centroid.quantization.packed;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a packed file. Its bytes are a pure function of manifest, entries and contents; the order
 * in which contents are given does not matter.
 */
public final class PackedModelWriter {

  private final PackedManifest manifest;
  private final CodeForm codeForm;
  private final Map<String, PackedEntry> entries = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> contents = new HashMap<>();

  /**
   * @param entries all tensors of the model, in its order
   * @param codeForm whether codes are entropy-coded where that is smaller
   * @throws dev.centroid.quantization.InvalidInputException when a tensor has a name that the
   *     format needs for another one
   */
  public PackedModelWriter(PackedManifest manifest, List<PackedEntry> entries, CodeForm codeForm) {
    PackedLayout.of(manifest, entries);
    this.manifest = manifest;
    this.codeForm = codeForm;
    entries.forEach(entry -> this.entries.put(entry.dense().name(), entry));
  }

  /**
   * Gives the contents of a compressed tensor.
   *
   * @param weight compressed as the entry says
   * @throws dev.centroid.quantization.InvalidInputException naming the tensor, when a centroid is
   *     beyond what the stored type holds
   */
  public PackedModelWriter compressed(String tensor, CompressedWeight weight) {
    if (!(entries.get(tensor) instanceof CompressedEntry entry) || !entry.accepts(weight)) {
      throw new IllegalArgumentException(tensor + " is not to be compressed in this way");
    }
    CompressedEntry stored =
        switch (codeForm) {
          case PACKED -> entry;
          case ENTROPY -> entry.withCodes(entry.codes().smallestFor(weight.codes()));
        };
    entries.put(tensor, stored);
    if (stored instanceof CompressedEntry.Product product) {
      QuantizedWeight quantized = (QuantizedWeight) weight;
      contents.put(product.codesInfo().name(), ProductCodec.encode(quantized, product.codes()));
      contents.put(
          product.centroidsInfo().name(),
          CentroidCodec.encode(tensor, quantized.codebook(), product.centroidType()));
    } else {
      contents.put(
          ((CompressedEntry.Scalar) stored).codesInfo().name(),
          ScalarCodec.encode((ScalarWeight) weight, stored.codes()));
    }
    return this;
  }

  /**
   * Gives the contents of a tensor that is kept.
   *
   * @param data in the model's element type, little-endian, from position to limit; not copied
   * @throws dev.centroid.quantization.InvalidInputException naming the tensor, when it is stored as
   *     float16 and one of its entries is beyond that
   */
  public PackedModelWriter kept(String tensor, ByteBuffer data) {
    if (!(entries.get(tensor) instanceof PackedEntry.Kept entry)) {
      throw new IllegalArgumentException(tensor + " is not to be kept");
    }
    contents.put(tensor, entry.isRounded() ? DenseCodec.toFloat16(tensor, data) : data);
    return this;
  }

  /**
   * The whole file.
   *
   * @throws IllegalStateException when the contents of a tensor are missing
   */
  public byte[] toBytes() {
    PackedLayout layout = PackedLayout.of(manifest, List.copyOf(entries.values()));
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
