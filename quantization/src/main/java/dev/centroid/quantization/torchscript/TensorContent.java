package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.safetensors.DType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor that is put into an archive.
 *
 * @param shape extent of each dimension; empty for a scalar
 * @param data elements in row-major order, little-endian, from position to limit; not copied
 */
public record TensorContent(DType dtype, List<Long> shape, ByteBuffer data) {

  public TensorContent {
    shape = List.copyOf(shape);
    long bytes = elements(shape) * dtype.byteSize();
    if (data.remaining() != bytes) {
      throw new IllegalArgumentException(
          data.remaining() + " bytes for a tensor of " + bytes + " bytes");
    }
  }

  /** A tensor of one dimension. */
  public static TensorContent vector(DType dtype, ByteBuffer data) {
    return new TensorContent(dtype, List.of((long) data.remaining() / dtype.byteSize()), data);
  }

  /** How many elements it has. */
  long elements() {
    return elements(shape);
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Elements from one index of each dimension to the next, without gaps. */
  List<Long> stride() {
    Long[] stride = new Long[shape.size()];
    long elements = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      stride[i] = elements;
      elements *= shape.get(i);
    }
    return List.of(stride);
  }
}
