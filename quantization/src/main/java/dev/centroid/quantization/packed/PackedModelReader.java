package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.recipe.LayerRule;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads packed files, and checks all of one before anything of it is used. */
public final class PackedModelReader {

  private final String name;
  private final SafetensorsFile file;
  private final Map<String, PackedEntry> entries = new LinkedHashMap<>();
  private final Set<String> partsOfCompressed = new HashSet<>();

  private PackedModelReader(String name, SafetensorsFile file) {
    this.name = name;
    this.file = file;
  }

  /**
   * @throws InvalidInputException naming file and tensor, when it is not a sound packed file
   */
  public static PackedModel open(Path file) {
    return new PackedModelReader(file.toString(), SafetensorsFile.open(file)).read();
  }

  /**
   * @param content the whole file; not copied
   * @param name how messages name it
   * @throws InvalidInputException naming file and tensor, when it is not a sound packed file
   */
  public static PackedModel parse(byte[] content, String name) {
    return new PackedModelReader(name, SafetensorsFile.parse(content, name)).read();
  }

  private PackedModel read() {
    requireFormat();
    PackedManifest manifest = manifest();
    forEachNamed(PackedNames.PRODUCT_QUANTIZED, this::addCompressed);
    file.tensors().forEach(this::addKept);
    List<String> holders = List.copyOf(entries.keySet());
    forEachNamed(PackedNames.TIED, (tensor, target) -> addTied(tensor, target, holders));
    PackedModel model = new PackedModel(name, file, manifest, entries);
    model.requireSoundCodes();
    return model;
  }

  private void requireFormat() {
    String format = metadata(PackedNames.FORMAT);
    if (!format.equals(PackedNames.FORMAT_1)) {
      throw refusal(
          name,
          "has format "
              + Printable.quoted(format)
              + ", and this Centroid reads only "
              + PackedNames.FORMAT_1);
    }
  }

  private PackedManifest manifest() {
    try {
      return new PackedManifest(
          metadata(PackedNames.MODEL),
          metadata(PackedNames.RECIPE),
          Long.parseLong(metadata(PackedNames.SEED)),
          Optional.ofNullable(file.metadata().get(PackedNames.ACTIVATIONS))
              .map(ActivationCoding::parse));
    } catch (NumberFormatException notNumber) {
      throw refusal(name, "its seed is not a whole number");
    } catch (IllegalArgumentException wrong) {
      throw refusal(name, String.valueOf(wrong.getMessage()));
    }
  }

  private void addCompressed(String tensor, String coding) {
    PackedEntry.Compressed entry = compressed(tensor, coding);
    for (TensorInfo expected : entry.stored()) {
      TensorInfo found = file.require(expected.name());
      if (!found.equals(expected)) {
        throw refusal(
            name,
            "tensor %s is %s %s, and should be %s %s"
                .formatted(
                    Printable.quoted(expected.name()),
                    found.dtype(),
                    found.shape(),
                    expected.dtype(),
                    expected.shape()));
      }
      if (!partsOfCompressed.add(expected.name())) {
        throw refusal(name, Printable.quoted(expected.name()) + " belongs to two weights");
      }
    }
    add(entry);
  }

  private PackedEntry.Compressed compressed(String tensor, String codingText) {
    TensorInfo centroids = file.require(PackedNames.centroids(tensor));
    CentroidType type =
        Arrays.stream(CentroidType.values())
            .filter(candidate -> CentroidCodec.dtype(candidate) == centroids.dtype())
            .findFirst()
            .orElseThrow(() -> wrongCentroids(centroids));
    long count = centroids.shape().isEmpty() ? 0 : centroids.shape().get(0);
    try {
      Coding coding = Coding.parse(codingText);
      TensorInfo dense = new TensorInfo(tensor, coding.dtype(), coding.shape());
      PackedEntry.Compressed entry =
          new PackedEntry.Compressed(
              dense, coding.blockSize(), (int) Math.min(count, LayerRule.MAX_CENTROIDS + 1), type);
      int blocks = entry.layout().blockCount();
      // A single centroid takes no bits, so that a few bytes could ask for any number of blocks.
      boolean sensible = entry.centroids() >= 2 || (entry.centroids() == 1 && blocks == 1);
      if (!sensible || entry.centroids() > Math.min(blocks, LayerRule.MAX_CENTROIDS)) {
        throw wrongCentroids(centroids);
      }
      return entry;
    } catch (IllegalArgumentException wrong) {
      throw refusal(
          name,
          "its metadata for "
              + Printable.quoted(tensor)
              + " is "
              + Printable.quoted(codingText)
              + ", but "
              + wrong.getMessage());
    }
  }

  private void addKept(TensorInfo tensor) {
    if (!partsOfCompressed.contains(tensor.name())) {
      add(new PackedEntry.Kept(tensor));
    }
  }

  private void addTied(String tensor, String target, List<String> holders) {
    PackedEntry holder =
        Optional.ofNullable(holders.contains(target) ? entries.get(target) : null)
            .orElseThrow(
                () ->
                    refusal(
                        name,
                        Printable.quoted(tensor)
                            + " is tied to "
                            + Printable.quoted(target)
                            + ", which the file does not hold"));
    TensorInfo dense = holder.dense();
    add(new PackedEntry.Tied(new TensorInfo(tensor, dense.dtype(), dense.shape()), target));
  }

  private void add(PackedEntry entry) {
    String tensor = entry.dense().name();
    if (entries.putIfAbsent(tensor, entry) != null) {
      throw refusal(name, "tensor " + Printable.quoted(tensor) + " is there twice");
    }
  }

  private String metadata(String key) {
    return Optional.ofNullable(file.metadata().get(key))
        .orElseThrow(
            () -> refusal(name, "its metadata lacks " + key + ", so it is no packed file"));
  }

  private void forEachNamed(String prefix, BiConsumer<String, String> action) {
    file.metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                action.accept(key.substring(prefix.length()), value);
              }
            });
  }

  private InvalidInputException wrongCentroids(TensorInfo centroids) {
    return refusal(
        name,
        "tensor %s is %s %s, which is no codebook for its weight"
            .formatted(Printable.quoted(centroids.name()), centroids.dtype(), centroids.shape()));
  }

  static InvalidInputException refusal(String name, String problem) {
    return new InvalidInputException(
        name + ": " + problem + "; give a file that `centroid compress` wrote");
  }
}
