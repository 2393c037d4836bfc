package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.safetensors.DType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a module is to differ from what it was.
 *
 * @param code makes the new code of its class from the old; a pure function
 * @param buffers what the module gets more, each declared by the new code
 */
public record ModuleChange(UnaryOperator<ClassCode> code, List<NewBuffer> buffers) {

  public ModuleChange {
    buffers = List.copyOf(buffers);
  }

  /**
   * A buffer with its first contents.
   *
   * @param shape extent of each dimension; empty for a scalar
   * @param data elements in row-major order, little-endian, from position to limit; not copied
   */
  public record NewBuffer(String name, DType dtype, List<Long> shape, ByteBuffer data) {

    public NewBuffer {
      shape = List.copyOf(shape);
      long bytes = shape.stream().reduce(1L, Math::multiplyExact) * dtype.byteSize();
      if (data.remaining() != bytes) {
        throw new IllegalArgumentException(
            name + ": " + data.remaining() + " bytes for a buffer of " + bytes);
      }
    }
  }
}
