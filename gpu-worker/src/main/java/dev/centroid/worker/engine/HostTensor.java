package dev.centroid.worker.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Host memory that is filled again each step and handed to the engine: on a CPU without a copy.
 *
 * <p>Making a tensor from an array instead would leave a direct buffer behind each time, which only
 * a garbage collection frees: native memory would grow.
 */
public final class HostTensor {

  /** As libtorch aligns its own memory; vector kernels may round differently on another. */
  private static final int ALIGNMENT = 64;

  private final DataType type;
  private final ByteBuffer memory;

  private HostTensor(DataType type, int elements) {
    int bytes = Math.multiplyExact(elements, type.getNumOfBytes());
    this.type = type;
    // Aligning cuts off less than one unit at both ends together.
    int units = Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT + 1;
    this.memory =
        ByteBuffer.allocateDirect(Math.multiplyExact(units, ALIGNMENT))
            .alignedSlice(ALIGNMENT)
            .limit(bytes)
            .slice()
            .order(ByteOrder.nativeOrder());
  }

  /** Room for so many float32. */
  public static HostTensor ofFloats(int elements) {
    return new HostTensor(DataType.FLOAT32, elements);
  }

  /** Room for so many int64. */
  public static HostTensor ofLongs(int elements) {
    return new HostTensor(DataType.INT64, elements);
  }

  /** The whole memory as floats, at its start. */
  public FloatBuffer floats() {
    return memory.asFloatBuffer();
  }

  /** The whole memory as longs, at its start. */
  public LongBuffer longs() {
    return memory.asLongBuffer();
  }

  /**
   * The first entries as a tensor, valid until the memory is filled again.
   *
   * @param owner of the tensor
   * @param shape of at most as many elements as there is room for
   */
  public NDArray as(NDManager owner, Shape shape) {
    int bytes = Math.toIntExact(shape.size() * type.getNumOfBytes());
    ByteBuffer used = memory.slice(0, bytes).order(ByteOrder.nativeOrder());
    return owner.create(used, shape, type);
  }
}
