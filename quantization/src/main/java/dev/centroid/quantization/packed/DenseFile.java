package dev.centroid.quantization.packed;

import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.safetensors.TensorValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;

/**
 * Writes the tensors that a packed file stands for as an ordinary safetensors file, one after
 * another: only one is in memory. Tied tensors are there once for each name, as the format wants.
 */
public final class DenseFile {

  /** Element types of the floating-point tensors. */
  public enum FloatType {
    /** As the model has them. */
    OWN,
    FLOAT32,
    FLOAT16
  }

  private final PackedModel packed;
  private final FloatType type;

  public DenseFile(PackedModel packed, FloatType type) {
    this.packed = packed;
    this.type = type;
  }

  /**
   * Writes the whole file.
   *
   * @throws dev.centroid.quantization.InvalidInputException naming the tensor, when one takes 2 GiB
   *     or more, or has an entry that float16 cannot hold
   */
  public void writeTo(WritableByteChannel file) throws IOException {
    SafetensorsWriter.write(file, tensors(), Map.of(), this::contents);
  }

  /** Bytes of the file. */
  public long size() {
    return SafetensorsWriter.fileSize(tensors(), Map.of());
  }

  private List<TensorInfo> tensors() {
    return packed.entries().stream()
        .map(PackedEntry::dense)
        .map(dense -> new TensorInfo(dense.name(), typeOf(dense.dtype()), dense.shape()))
        .toList();
  }

  private DType typeOf(DType own) {
    if (!own.isFloatingPoint()) {
      return own;
    }
    return switch (type) {
      case OWN -> own;
      case FLOAT32 -> DType.F32;
      case FLOAT16 -> DType.F16;
    };
  }

  private ByteBuffer contents(TensorInfo wanted) {
    String name = wanted.name();
    DType own = packed.dense(name).dtype();
    ByteBuffer data = packed.decode(name);
    if (own == wanted.dtype()) {
      return data;
    }
    float[] values = TensorValues.floats(own, data);
    return wanted.dtype() == DType.F16
        ? DenseCodec.toFloat16(name, values, "write float32 instead")
        : DenseCodec.encode(wanted.dtype(), values);
  }
}
