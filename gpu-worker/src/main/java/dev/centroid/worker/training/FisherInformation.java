package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A stored diagonal of the Fisher information: a safetensors file with a tensor {@code
 * fisher/PATH}, F32 and of the weight's shape, for each weight that was looked at.
 */
public final class FisherInformation {

  private static final String FISHER = "fisher/";

  private final SafetensorsFile content;

  private FisherInformation(SafetensorsFile content) {
    this.content = content;
  }

  /**
   * Reads it.
   *
   * @throws dev.centroid.quantization.InvalidInputException if it is not a safetensors file
   */
  public static FisherInformation parse(byte[] bytes) {
    return new FisherInformation(SafetensorsFile.parse(bytes, "Fisher information"));
  }

  /**
   * The mean squared gradients of a weight, flattened.
   *
   * @throws dev.centroid.quantization.InvalidInputException if the weight was not looked at
   */
  public float[] of(String path) {
    return content.floats(content.require(FISHER + path).name());
  }

  static byte[] toBytes(Map<String, NDArray> squaredGradients) {
    SafetensorsWriter writer = new SafetensorsWriter();
    squaredGradients.forEach(
        (path, squares) -> {
          List<Long> shape = Arrays.stream(squares.getShape().getShape()).boxed().toList();
          writer.addFloats(FISHER + path, shape, squares.toFloatArray());
        });
    return writer.toBytes();
  }
}
