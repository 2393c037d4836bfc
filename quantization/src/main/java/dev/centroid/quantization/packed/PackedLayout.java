package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a packed file consists of, without contents; tells its exact size before it exists.
 *
 * @param tensors in the order of the data section: wider element types first, so that every tensor
 *     is aligned to its element type; else in the model's order
 * @param metadata in the file's order
 */
public record PackedLayout(List<TensorInfo> tensors, Map<String, String> metadata) {

  /**
   * @param entries all tensors of the model, in its order
   * @throws InvalidInputException when a tensor has a name that the format needs for another one
   */
  public static PackedLayout of(PackedManifest manifest, List<PackedEntry> entries) {
    List<TensorInfo> tensors =
        entries.stream()
            .flatMap(entry -> entry.stored().stream())
            .sorted(
                Comparator.comparingInt((TensorInfo info) -> info.dtype().byteSize()).reversed())
            .toList();
    requireDistinctNames(tensors);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(PackedNames.FORMAT, PackedNames.FORMAT_1);
    metadata.put(PackedNames.MODEL, manifest.modelDigest());
    metadata.put(PackedNames.RECIPE, manifest.recipeDigest());
    metadata.put(PackedNames.SEED, Long.toString(manifest.seed()));
    manifest
        .activations()
        .ifPresent(coding -> metadata.put(PackedNames.ACTIVATIONS, coding.text()));
    if (roundsRest(entries)) {
      metadata.put(PackedNames.REST, DType.F32.name());
    }
    entries.forEach(entry -> metadata.putAll(entry.metadata()));
    return new PackedLayout(tensors, metadata);
  }

  /** Bytes of the file, header included. */
  public long fileSize() {
    return SafetensorsWriter.fileSize(tensors, metadata);
  }

  /** All kept tensors of F16 are rounded ones of F32, or none is. */
  private static boolean roundsRest(List<PackedEntry> entries) {
    List<PackedEntry.Kept> halves =
        entries.stream()
            .filter(PackedEntry.Kept.class::isInstance)
            .map(PackedEntry.Kept.class::cast)
            .filter(kept -> kept.storedType() == DType.F16)
            .toList();
    boolean rounds = halves.stream().anyMatch(PackedEntry.Kept::isRounded);
    halves.stream()
        .filter(kept -> rounds && !kept.isRounded())
        .findFirst()
        .ifPresent(
            own -> {
              throw new InvalidInputException(
                  "the model has tensors of F32 and of F16 (such as "
                      + own.dense().name()
                      + "), so packing.rest cannot be float16; set it to float32");
            });
    return rounds;
  }

  private static void requireDistinctNames(List<TensorInfo> tensors) {
    Set<String> names = new HashSet<>(Set.of(PackedNames.METADATA));
    for (TensorInfo tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new InvalidInputException(
            "the packed file would hold two tensors named "
                + tensor.name()
                + "; rename the one in the model, or leave the layer beside it uncompressed");
      }
    }
  }
}
