package dev.centroid.quantization.torchscript;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Which elements of a storage a tensor consists of, and in which order.
 *
 * @param shape extent of each dimension, none negative
 * @param stride distance of neighbours in elements, for each dimension, none negative
 * @param offset index of the first element
 */
record StridedView(List<Long> shape, List<Long> stride, long offset) {

  /** As many dimensions as PyTorch allows. */
  private static final int MOST_DIMENSIONS = 64;

  /**
   * @throws IllegalArgumentException with what should be so, if the numbers make no view
   */
  StridedView {
    if (shape.size() != stride.size() || shape.size() > MOST_DIMENSIONS) {
      throw new IllegalArgumentException("a tensor has at most 64 dimensions, each with a stride");
    }
    if (offset < 0 || anyNegative(shape) || anyNegative(stride)) {
      throw new IllegalArgumentException("no size, stride or offset is negative");
    }
    if (!fits64Bits(shape, stride, offset)) {
      throw new IllegalArgumentException("a tensor's size fits 64 bits");
    }
  }

  private static boolean anyNegative(List<Long> numbers) {
    return numbers.stream().anyMatch(number -> number < 0);
  }

  private static boolean fits64Bits(List<Long> shape, List<Long> stride, long offset) {
    try {
      return product(shape) >= 0 && end(shape, stride, offset) >= 0;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** The product of the shape. */
  long elements() {
    return product(shape);
  }

  private static long product(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** One past the last element of the storage that is looked at. */
  long end() {
    return end(shape, stride, offset);
  }

  private static long end(List<Long> shape, List<Long> stride, long offset) {
    if (shape.contains(0L)) {
      return offset;
    }
    long last = offset;
    for (int i = 0; i < shape.size(); i++) {
      last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, stride.get(i)));
    }
    return Math.addExact(last, 1);
  }

  /** Whether the elements lie one after another, in row-major order. */
  boolean isContiguous() {
    long expected = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      if (shape.get(i) != 1 && stride.get(i) != expected) {
        return false;
      }
      expected *= Math.max(shape.get(i), 1);
    }
    return true;
  }

  /** Calls with the storage index of each element, in row-major order. */
  void forEachIndex(LongConsumer action) {
    if (!shape.contains(0L)) {
      visit(0, offset, action);
    }
  }

  private void visit(int dimension, long index, LongConsumer action) {
    if (dimension == shape.size()) {
      action.accept(index);
      return;
    }
    for (long i = 0; i < shape.get(dimension); i++) {
      visit(dimension + 1, index + i * stride.get(dimension), action);
    }
  }

  /**
   * @param storage the whole storage, from position 0
   * @param elementSize bytes
   * @return the elements in row-major order: a view of the storage if they lie so, else a copy
   */
  ByteBuffer gather(ByteBuffer storage, int elementSize) {
    int length = Math.toIntExact(Math.multiplyExact(elements(), (long) elementSize));
    if (length == 0) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (isContiguous()) {
      return storage
          .slice(Math.toIntExact(offset * elementSize), length)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer gathered = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    forEachIndex(index -> gathered.put(storage.slice((int) index * elementSize, elementSize)));
    return gathered.flip();
  }
}
