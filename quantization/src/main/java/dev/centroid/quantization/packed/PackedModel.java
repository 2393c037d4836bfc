package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A packed file that has been checked. Weights are decoded when they are asked for, from centroids
 * as the file stores them.
 */
public final class PackedModel {

  private final String name;
  private final SafetensorsFile file;
  private final PackedManifest manifest;
  private final Map<String, PackedEntry> entries;

  PackedModel(
      String name,
      SafetensorsFile file,
      PackedManifest manifest,
      Map<String, PackedEntry> entries) {
    this.name = name;
    this.file = file;
    this.manifest = manifest;
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** Where the file comes from. */
  public PackedManifest manifest() {
    return manifest;
  }

  /** All tensors of the model: compressed and kept ones, then tied ones. */
  public List<PackedEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** Bytes that all decoded tensors take together, tied ones not counted. */
  public long decodedBytes() {
    return entries.values().stream()
        .filter(entry -> !(entry instanceof PackedEntry.Tied))
        .mapToLong(entry -> entry.dense().bytes())
        .reduce(0, Math::addExact);
  }

  /**
   * Codes and centroids of a compressed tensor.
   *
   * @throws InvalidInputException when the file has no such compressed tensor
   */
  public QuantizedWeight quantized(String tensor) {
    if (entry(tensor) instanceof PackedEntry.Compressed compressed) {
      return quantized(compressed);
    }
    throw refuse("tensor " + Printable.quoted(tensor) + " is not compressed");
  }

  /**
   * A tensor as the model has it.
   *
   * @return its contents in its element type, little-endian, read-only
   * @throws InvalidInputException when the file has no such tensor, or it takes 2 GiB or more
   */
  public ByteBuffer decode(String tensor) {
    String holder = entry(tensor).holder();
    if (entry(holder) instanceof PackedEntry.Compressed compressed) {
      return decode(compressed);
    }
    return file.data(holder);
  }

  /** Every tensor of the model by its path, tied ones too; see {@link #decode(String)}. */
  public Map<String, ByteBuffer> decodeAll() {
    Map<String, ByteBuffer> decoded = new LinkedHashMap<>();
    for (PackedEntry entry : entries.values()) {
      ByteBuffer data =
          Optional.ofNullable(decoded.get(entry.holder()))
              .map(held -> held.duplicate().order(ByteOrder.LITTLE_ENDIAN))
              .orElseGet(() -> decode(entry.holder()));
      decoded.put(entry.dense().name(), data);
    }
    return decoded;
  }

  /** Refuses codes and centroids that the format does not allow. */
  void requireSoundCodes() {
    for (PackedEntry entry : entries.values()) {
      if (entry instanceof PackedEntry.Compressed compressed) {
        quantized(compressed);
      }
    }
  }

  private ByteBuffer decode(PackedEntry.Compressed entry) {
    TensorInfo dense = entry.dense();
    if (dense.bytes() > Integer.MAX_VALUE) {
      throw refuse(
          "tensor " + Printable.quoted(dense.name()) + " takes 2 GiB or more when decoded");
    }
    return DenseCodec.encode(dense.dtype(), quantized(entry).decode());
  }

  private QuantizedWeight quantized(PackedEntry.Compressed entry) {
    String tensor = entry.dense().name();
    float[] centroids = file.floats(PackedNames.centroids(tensor));
    for (float value : centroids) {
      if (!Float.isFinite(value)) {
        throw refuse("a centroid of " + Printable.quoted(tensor) + " holds " + value);
      }
    }
    ByteBuffer stored = file.data(PackedNames.codes(tensor));
    byte[] packed = new byte[stored.remaining()];
    stored.get(packed);
    int bits = BitPacking.bitsFor(entry.centroids());
    int blocks = entry.layout().blockCount();
    requireZeroPadding(tensor, packed, (long) blocks * bits);
    try {
      return new QuantizedWeight(
          entry.layout(),
          new Codebook(entry.blockSize(), centroids),
          BitPacking.unpack(packed, bits, blocks));
    } catch (IllegalArgumentException wrong) {
      throw refuse("the codes of " + Printable.quoted(tensor) + ": " + wrong.getMessage());
    }
  }

  private void requireZeroPadding(String tensor, byte[] packed, long bitsUsed) {
    int usedOfLast = (int) (bitsUsed % Byte.SIZE);
    if (usedOfLast != 0 && (packed[packed.length - 1] & 0xFF) >>> usedOfLast != 0) {
      throw refuse("the codes of " + Printable.quoted(tensor) + " end in bits that are not 0");
    }
  }

  private PackedEntry entry(String tensor) {
    PackedEntry entry = entries.get(tensor);
    if (entry == null) {
      throw refuse("has no tensor " + Printable.quoted(tensor));
    }
    return entry;
  }

  private InvalidInputException refuse(String problem) {
    return PackedModelReader.refusal(name, problem);
  }
}
