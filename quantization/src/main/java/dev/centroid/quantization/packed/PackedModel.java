package dev.centroid.quantization.packed;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
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

  /**
   * What a tensor of the model is.
   *
   * @throws InvalidInputException when there is no such tensor
   */
  TensorInfo dense(String tensor) {
    return entry(tensor).dense();
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
  public CompressedWeight compressed(String tensor) {
    if (entry(tensor) instanceof CompressedEntry compressed) {
      return compressed(compressed);
    }
    throw refuse("tensor " + Printable.quoted(tensor) + " is not compressed");
  }

  /**
   * A tensor as the file has it.
   *
   * @param stored one of {@link PackedEntry#stored()} of an entry of this model
   * @return its contents, little-endian, read-only
   */
  public ByteBuffer stored(TensorInfo stored) {
    return file.data(stored.name());
  }

  /**
   * A tensor as the model has it.
   *
   * @return its contents in its element type, little-endian, read-only
   * @throws InvalidInputException when the file has no such tensor, or it takes 2 GiB or more
   */
  public ByteBuffer decode(String tensor) {
    String holder = entry(tensor).holder();
    PackedEntry entry = entry(holder);
    requireDecodable(entry.dense());
    if (entry instanceof CompressedEntry compressed) {
      return DenseCodec.encode(entry.dense().dtype(), compressed(compressed).decode());
    }
    if (entry instanceof PackedEntry.Filled filled) {
      return DenseCodec.filled(entry.dense(), filled.value());
    }
    return entry instanceof PackedEntry.Kept kept && kept.isRounded()
        ? DenseCodec.encode(entry.dense().dtype(), file.floats(holder))
        : file.data(holder);
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
      if (entry instanceof CompressedEntry compressed) {
        compressed(compressed);
      }
    }
  }

  private void requireDecodable(TensorInfo dense) {
    if (dense.bytes() > Integer.MAX_VALUE) {
      throw refuse(
          "tensor " + Printable.quoted(dense.name()) + " takes 2 GiB or more when decoded");
    }
  }

  private CompressedWeight compressed(CompressedEntry entry) {
    String tensor = entry.dense().name();
    try {
      ByteBuffer codes = file.data(PackedNames.codes(tensor));
      return entry instanceof CompressedEntry.Product product
          ? product(product, codes)
          : scalar((CompressedEntry.Scalar) entry, codes);
    } catch (IllegalArgumentException wrong) {
      throw refuse("the codes of " + Printable.quoted(tensor) + ": " + wrong.getMessage());
    }
  }

  private static CompressedWeight scalar(CompressedEntry.Scalar entry, ByteBuffer codes) {
    return ScalarCodec.decode(codes, entry.layout(), entry.codes());
  }

  private CompressedWeight product(CompressedEntry.Product entry, ByteBuffer codes) {
    float[] centroids = centroids(entry);
    for (float value : centroids) {
      if (!Float.isFinite(value)) {
        throw refuse("a centroid of " + Printable.quoted(entry.dense().name()) + " holds " + value);
      }
    }
    return ProductCodec.decode(codes, entry, new Codebook(entry.blockSize(), centroids));
  }

  private float[] centroids(CompressedEntry.Product entry) {
    String name = entry.centroidsInfo().name();
    return entry.centroidType() == CentroidType.INT8
        ? CentroidCodec.decodeInt8(file.data(name), entry.centroids() * entry.blockSize())
        : file.floats(name);
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
