package dev.centroid.quantization.packed;

import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.util.List;
import java.util.Map;

/** A tensor of the model and what the packed file holds for it, without contents. */
public sealed interface PackedEntry
    permits CompressedEntry, PackedEntry.Kept, PackedEntry.Tied, PackedEntry.Filled {

  /** The tensor as the model has it: path, element type and shape. */
  TensorInfo dense();

  /** Path of the tensor that holds its data: its own, unless it is tied. */
  default String holder() {
    return dense().name();
  }

  /** What the data section holds for it. */
  List<TensorInfo> stored();

  /** What the file's metadata says of it. */
  Map<String, String> metadata();

  /** What it is, for people. */
  String description();

  /** Bytes in the data section. */
  default long storedBytes() {
    return stored().stream().mapToLong(TensorInfo::bytes).sum();
  }

  /**
   * A tensor held on its own.
   *
   * @param storedType element type in the file: the tensor's, or F16 for one of F32
   */
  record Kept(TensorInfo dense, DType storedType) implements PackedEntry {

    public Kept {
      if (storedType != dense.dtype() && (storedType != DType.F16 || dense.dtype() != DType.F32)) {
        throw new IllegalArgumentException(dense.dtype() + " is not stored as " + storedType);
      }
    }

    /** Whether the file holds it rounded. */
    public boolean isRounded() {
      return storedType != dense.dtype();
    }

    @Override
    public List<TensorInfo> stored() {
      return List.of(new TensorInfo(dense.name(), storedType, dense.shape()));
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }

    @Override
    public String description() {
      return isRounded() ? "kept as " + storedType : "kept";
    }
  }

  /**
   * A tensor that shares the data of another.
   *
   * @param target path of the tensor that holds the data
   */
  record Tied(TensorInfo dense, String target) implements PackedEntry {

    @Override
    public String holder() {
      return target;
    }

    @Override
    public List<TensorInfo> stored() {
      return List.of();
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(PackedNames.TIED + dense.name(), target);
    }

    @Override
    public String description() {
      return "the same as " + target;
    }
  }

  /**
   * A tensor whose entries all have one value, of which nothing is stored.
   *
   * @param value at least 0
   */
  record Filled(TensorInfo dense, int value) implements PackedEntry {

    public Filled {
      if (value < 0) {
        throw new IllegalArgumentException("tensors are filled with 0 or more, not " + value);
      }
    }

    @Override
    public List<TensorInfo> stored() {
      return List.of();
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          PackedNames.FILLED + dense.name(),
          new Coding(dense.dtype(), dense.shape(), Coding.VALUE, value, "").text());
    }

    @Override
    public String description() {
      return "all " + value;
    }
  }
}
