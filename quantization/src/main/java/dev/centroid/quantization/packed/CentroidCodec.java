package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.safetensors.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Centroids as their stored type has them. */
final class CentroidCodec {

  private CentroidCodec() {}

  static DType dtype(CentroidType type) {
    return switch (type) {
      case FLOAT16 -> DType.F16;
      case FLOAT32 -> DType.F32;
    };
  }

  /**
   * @throws dev.centroid.quantization.InvalidInputException naming the tensor, when a centroid is
   *     beyond what the type holds
   */
  static ByteBuffer encode(String tensor, Codebook codebook, CentroidType type) {
    float[] values = codebook.centroids();
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, dtype(type).byteSize()))
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT16 -> {
        for (float value : codebook.roundedToFloat16(tensor).centroids()) {
          data.putShort(Float16.fromFloat(value));
        }
      }
      case FLOAT32 -> data.asFloatBuffer().put(values);
    }
    return data.rewind();
  }
}
