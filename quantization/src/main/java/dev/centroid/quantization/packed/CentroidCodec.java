package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorValues;
import dev.centroid.quantization.scalar.ScalarLayout;
import dev.centroid.quantization.scalar.ScalarQuantizer;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Centroids as their stored type has them. */
public final class CentroidCodec {

  private static final int INT8_BITS = 8;

  private CentroidCodec() {}

  /**
   * The codebook as the file will hold it: what a model with the packed weights computes with.
   *
   * @param layer named in the error
   * @throws dev.centroid.quantization.InvalidInputException naming the layer, when a centroid is
   *     beyond what the type holds
   */
  public static Codebook stored(String layer, Codebook codebook, CentroidType type) {
    return switch (type) {
      case FLOAT32 -> codebook;
      case FLOAT16 -> codebook.roundedToFloat16(layer);
      case INT8 -> new Codebook(codebook.blockSize(), int8(codebook).decode());
    };
  }

  static DType dtype(CentroidType type) {
    return switch (type) {
      case FLOAT16 -> DType.F16;
      case FLOAT32 -> DType.F32;
      case INT8 -> DType.U8;
    };
  }

  static List<Long> shape(CentroidType type, int centroids, int blockSize) {
    return type == CentroidType.INT8
        ? List.of(ScalarCodec.GRID_BYTES + (long) centroids * blockSize)
        : List.of((long) centroids, (long) blockSize);
  }

  /** Codebook size K of stored centroids; below 1 when they are none. */
  static long size(CentroidType type, List<Long> shape, int blockSize) {
    long expected = type == CentroidType.INT8 ? 1 : 2;
    if (shape.size() != expected) {
      return 0;
    }
    return type == CentroidType.INT8
        ? (shape.get(0) - ScalarCodec.GRID_BYTES) / blockSize
        : shape.get(0);
  }

  /**
   * @throws dev.centroid.quantization.InvalidInputException naming the tensor, when a centroid is
   *     beyond what the type holds
   */
  static ByteBuffer encode(String tensor, Codebook codebook, CentroidType type) {
    float[] values = codebook.centroids();
    if (type == CentroidType.INT8) {
      return ScalarCodec.encode(int8(codebook), int8Codes(values.length));
    }
    if (type == CentroidType.FLOAT32) {
      return TensorValues.bytes(values);
    }
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, dtype(type).byteSize()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : codebook.roundedToFloat16(tensor).centroids()) {
      data.putShort(Float16.fromFloat(value));
    }
    return data.rewind();
  }

  /**
   * @param data of INT8
   * @param entries K times block size
   */
  static float[] decodeInt8(ByteBuffer data, int entries) {
    return ScalarCodec.decode(data, new ScalarLayout(1, entries), int8Codes(entries)).decode();
  }

  private static ScalarWeight int8(Codebook codebook) {
    return ScalarQuantizer.toNearest(codebook.centroids(), INT8_BITS);
  }

  private static StoredCodes int8Codes(int entries) {
    return StoredCodes.packed(entries, INT8_BITS);
  }
}
