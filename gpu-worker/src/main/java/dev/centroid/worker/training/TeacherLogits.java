package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.worker.engine.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Logits stored for the batches of some steps: a safetensors file with {@code logits}, F32 {@code
 * [steps, positions, classes]}.
 */
public final class TeacherLogits implements Teacher {

  private static final String LOGITS = "logits";

  private final FloatBuffer logits;
  private final int firstStep;
  private final Shape shape;
  private final HostTensor staging;

  /**
   * @param file holds them
   * @param firstStep that the file's first logits are for
   */
  public TeacherLogits(SafetensorsFile file, int firstStep) {
    TensorInfo info = file.require(LOGITS);
    this.logits = file.data(LOGITS).asFloatBuffer();
    this.firstStep = firstStep;
    this.shape = new Shape(info.shape().get(1), info.shape().get(2));
    this.staging = HostTensor.ofFloats(Math.toIntExact(shape.size()));
  }

  @Override
  public NDArray logits(NDManager step, int number, NDArray inputs) {
    int size = Math.toIntExact(shape.size());
    staging.floats().put(logits.slice((number - firstStep) * size, size));
    return staging.as(step, shape);
  }

  /**
   * Such a file.
   *
   * @param steps one array of {@code positions * classes} for each step, in order
   */
  public static byte[] toBytes(List<float[]> steps, long positions, long classes) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.toIntExact(steps.size() * positions * classes * Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = data.asFloatBuffer();
    steps.forEach(floats::put);
    TensorInfo info =
        new TensorInfo(LOGITS, DType.F32, List.of((long) steps.size(), positions, classes));
    return new SafetensorsWriter().add(info, data).toBytes();
  }
}
