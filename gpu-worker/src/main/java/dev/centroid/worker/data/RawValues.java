package dev.centroid.worker.data;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;

/** The values of a tensor of any element type. */
interface RawValues {

  /** The value of one element, by its position in row-major order. */
  double at(int index);

  /**
   * @param file name of the file, for messages
   * @param data little-endian
   * @throws InvalidInputException if the element type holds no numbers
   */
  static RawValues of(String file, TensorInfo tensor, ByteBuffer data) {
    return switch (tensor.dtype()) {
      case U8 -> index -> data.get(index) & 0xFF;
      case I8 -> data::get;
      case I16 -> index -> data.getShort(2 * index);
      case I32 -> index -> data.getInt(4 * index);
      case I64 -> index -> data.getLong(8 * index);
      case F32 -> index -> data.getFloat(4 * index);
      case F64 -> index -> data.getDouble(8 * index);
      case F16 -> index -> Float16.toFloat(data.getShort(2 * index));
      case BF16 -> index -> Float.intBitsToFloat(data.getShort(2 * index) << 16);
      case BOOL ->
          throw new InvalidInputException(
              file + ": tensor '" + tensor.name() + "' is BOOL; store it as numbers, e.g. U8");
    };
  }
}
