package dev.centroid.quantization.packed;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes a packed file. Its bytes are a pure function of manifest, entries and contents; the order
 * in which contents are given does not matter.
 */
public final class PackedModelWriter {

  private final PackedManifest manifest;
  private final CodeForm codeForm;
  private final UnaryOperator<ByteBuffer> keep;
  private final Map<String, PackedEntry> entries = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> contents = new HashMap<>();

  /**
   * @param entries all tensors of the model, in its order
   * @param codeForm whether codes are entropy-coded where that is smaller
   * @throws dev.centroid.quantization.InvalidInputException when a tensor has a name that the
   *     format needs for another one
   */
  public PackedModelWriter(PackedManifest manifest, List<PackedEntry> entries, CodeForm codeForm) {
    this(manifest, entries, codeForm, UnaryOperator.identity());
  }

  /**
   * The same for a model that does not fit into memory.
   *
   * @param keep puts contents elsewhere until the file is written, and gives them as they are there
   */
  public PackedModelWriter(
      PackedManifest manifest,
      List<PackedEntry> entries,
      CodeForm codeForm,
      UnaryOperator<ByteBuffer> keep) {
    PackedLayout.of(manifest, entries);
    this.keep = keep;
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
      put(product.codesInfo().name(), ProductCodec.encode(quantized, product.codes()));
      put(
          product.centroidsInfo().name(),
          CentroidCodec.encode(tensor, quantized.codebook(), product.centroidType()));
    } else {
      put(
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
    if (entry.isRounded()) {
      put(tensor, DenseCodec.toFloat16(tensor, data, "set packing.rest to float32"));
    } else {
      contents.put(tensor, data);
    }
    return this;
  }

  private void put(String tensor, ByteBuffer data) {
    contents.put(tensor, keep.apply(data));
  }

  /**
   * The whole file.
   *
   * @throws IllegalStateException when the contents of a tensor are missing
   */
  public byte[] toBytes() {
    PackedLayout layout = layout();
    SafetensorsWriter writer = new SafetensorsWriter();
    layout.metadata().forEach(writer::metadata);
    layout.tensors().forEach(tensor -> writer.add(tensor, contents(tensor)));
    return writer.toBytes();
  }

  /**
   * Writes the whole file, of any size.
   *
   * @throws IllegalStateException when the contents of a tensor are missing
   */
  public void writeTo(WritableByteChannel file) throws IOException {
    PackedLayout layout = layout();
    SafetensorsWriter.write(file, layout.tensors(), layout.metadata(), this::contents);
  }

  private PackedLayout layout() {
    return PackedLayout.of(manifest, List.copyOf(entries.values()));
  }

  private ByteBuffer contents(TensorInfo tensor) {
    ByteBuffer data = contents.get(tensor.name());
    if (data == null) {
      throw new IllegalStateException("No contents were given for " + tensor.name());
    }
    return data;
  }
}
