package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Writes a {@link TrainingState}; its bytes are a pure function of what was added, in order. */
final class TrainingStateBuilder {

  private final SafetensorsWriter writer = new SafetensorsWriter();

  void metadata(String key, String value) {
    writer.metadata(key, value);
  }

  void add(TensorInfo info, ByteBuffer data) {
    writer.add(info, data);
  }

  void parameter(String path, NDArray value) {
    addFloats(TrainingState.PARAMETER + path, value);
  }

  /**
   * @param info under the buffer's path
   */
  void buffer(TensorInfo info, ByteBuffer data) {
    writer.add(
        new TensorInfo(TrainingState.BUFFER + info.name(), info.dtype(), info.shape()), data);
  }

  void moment(String name, String key, NDArray value) {
    addFloats(TrainingState.OPTIMIZER + name + "/" + key, value);
  }

  void delta(String layer, Codebook change) {
    writer.addFloats(
        TrainingState.DELTA + layer,
        List.of((long) change.size(), (long) change.blockSize()),
        change.centroids());
  }

  void updates(String key, int number) {
    addLongs(TrainingState.UPDATES + key, new long[] {number});
  }

  void history(LossHistory history) {
    writer.addFloats(
        TrainingState.LOSSES, List.of((long) history.losses().length), history.losses());
    addLongs(TrainingState.GROUPS, history.groups());
  }

  byte[] toBytes() {
    return writer.toBytes();
  }

  private void addFloats(String name, NDArray value) {
    List<Long> shape = Arrays.stream(value.getShape().getShape()).boxed().toList();
    writer.addFloats(name, shape, value.toFloatArray());
  }

  private void addLongs(String name, long[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    writer.add(new TensorInfo(name, DType.I64, List.of((long) values.length)), data);
  }
}
