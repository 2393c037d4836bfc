package dev.centroid.quantization.checkpoint;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The tensors of a model in one safetensors file, or in several with an index. Headers are checked
 * when it is opened; contents are read from disk when they are looked at.
 */
public final class Checkpoint {

  private final List<Path> files;
  private final Map<String, SafetensorsFile> holders = new LinkedHashMap<>();
  private final List<TensorInfo> tensors = new ArrayList<>();

  private Checkpoint(List<Path> files) {
    this.files = List.copyOf(files);
    for (Path file : files) {
      SafetensorsFile shard = SafetensorsFile.open(file);
      for (TensorInfo tensor : shard.tensors()) {
        if (holders.putIfAbsent(tensor.name(), shard) != null) {
          throw new InvalidInputException(
              "%s: tensor %s is in another shard too; save the checkpoint again"
                  .formatted(file, Printable.quoted(tensor.name())));
        }
        tensors.add(tensor);
      }
    }
  }

  /**
   * @param file a safetensors file
   * @throws InvalidInputException if it is not a sound one
   */
  public static Checkpoint ofFile(Path file) {
    return new Checkpoint(List.of(file));
  }

  /**
   * @param index {@code *.safetensors.index.json}; the files that it names lie beside it
   * @throws InvalidInputException if index and files are not sound, or do not hold the same tensors
   */
  public static Checkpoint ofIndex(Path index) throws IOException {
    ShardIndex shards = ShardIndex.read(index);
    List<Path> files =
        new TreeSet<>(shards.shards().values()).stream().map(index::resolveSibling).toList();
    Checkpoint checkpoint = new Checkpoint(files);
    shards
        .shards()
        .forEach(
            (tensor, shard) -> {
              SafetensorsFile holder = checkpoint.holders.get(tensor);
              if (holder == null || !holder.name().equals(index.resolveSibling(shard).toString())) {
                throw ShardIndex.refusal(
                    index, "tensor " + Printable.quoted(tensor) + " is not in " + shard);
              }
            });
    checkpoint.holders.keySet().stream()
        .filter(tensor -> !shards.shards().containsKey(tensor))
        .findFirst()
        .ifPresent(
            tensor -> {
              throw ShardIndex.refusal(
                  index, "tensor " + Printable.quoted(tensor) + " is in a shard, but not named");
            });
    return checkpoint;
  }

  /** All tensors, in the order of the files' names, in a file in the order of their data. */
  public List<TensorInfo> tensors() {
    return List.copyOf(tensors);
  }

  /** Its files, in the order of their names. */
  public List<Path> files() {
    return files;
  }

  /** Bytes of all files. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Whether one of the files is what {@code centroid compress} wrote. */
  public boolean isPacked() {
    return holders.values().stream()
        .distinct()
        .anyMatch(file -> PackedModelReader.isPacked(file.metadata()));
  }

  /**
   * @param tensor one of {@link #tensors()}
   * @return its contents: little-endian, read-only
   * @throws InvalidInputException if it has 2 GiB or more
   */
  public ByteBuffer data(String tensor) {
    return holder(tensor).data(tensor);
  }

  /**
   * @param tensor a floating-point one of {@link #tensors()}
   * @return its elements; F64 is rounded to single precision
   */
  public float[] floats(String tensor) {
    return holder(tensor).floats(tensor);
  }

  private SafetensorsFile holder(String tensor) {
    return Objects.requireNonNull(holders.get(tensor), tensor);
  }
}
