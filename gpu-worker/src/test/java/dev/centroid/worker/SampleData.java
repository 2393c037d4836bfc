package dev.centroid.worker;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/** The small models of src/test/resources, and data that they can learn. */
public final class SampleData {

  private SampleData() {}

  /** A committed TorchScript model. */
  public static byte[] model(String name) {
    try (InputStream stream =
        Objects.requireNonNull(SampleData.class.getResourceAsStream("/models/" + name + ".pt"))) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the test model " + name, e);
    }
  }

  /** Bytes [N, 3, 8, 8] whose brightest channel is the label; 3 when none is brighter. */
  public static byte[] images(int examples, long seed) {
    byte[] inputs = new byte[examples * 3 * 8 * 8];
    long[] labels = new long[examples];
    CounterRandom random = CounterRandom.of(seed, Purpose.EPOCH_ORDER, 1);
    for (int i = 0; i < examples; i++) {
      labels[i] = random.nextInt(4);
      for (int j = 0; j < 192; j++) {
        boolean bright = j / 64 == labels[i];
        inputs[i * 192 + j] = (byte) (random.nextInt(128) + (bright ? 100 : 0));
      }
    }
    return file(
        new TensorInfo("inputs", DType.U8, List.of((long) examples, 3L, 8L, 8L)),
        ByteBuffer.wrap(inputs),
        List.of((long) examples),
        labels);
  }

  /** Index sequences [N, 6] below 11; the label of each position is its successor, modulo 11. */
  public static byte[] sequences(int examples, long seed) {
    ByteBuffer inputs = ByteBuffer.allocate(examples * 6 * 4).order(ByteOrder.LITTLE_ENDIAN);
    long[] labels = new long[examples * 6];
    CounterRandom random = CounterRandom.of(seed, Purpose.EPOCH_ORDER, 2);
    for (int i = 0; i < labels.length; i++) {
      int index = random.nextInt(11);
      inputs.putInt(4 * i, index);
      labels[i] = (index + 1L) % 11;
    }
    return file(
        new TensorInfo("inputs", DType.I32, List.of((long) examples, 6L)),
        inputs,
        List.of((long) examples, 6L),
        labels);
  }

  /** Numbers [N, 6]; the label says which of the first three is the greatest. */
  public static byte[] features(int examples, long seed) {
    ByteBuffer inputs = ByteBuffer.allocate(examples * 6 * 4).order(ByteOrder.LITTLE_ENDIAN);
    long[] labels = new long[examples];
    CounterRandom random = CounterRandom.of(seed, Purpose.EPOCH_ORDER, 3);
    for (int i = 0; i < examples; i++) {
      for (int feature = 0; feature < 6; feature++) {
        inputs.putFloat(4 * (6 * i + feature), random.nextInt(1000) / 500f - 1);
      }
      for (int feature = 1; feature < 3; feature++) {
        int greatest = 6 * i + (int) labels[i];
        if (inputs.getFloat(4 * (6 * i + feature)) > inputs.getFloat(4 * greatest)) {
          labels[i] = feature;
        }
      }
    }
    return file(
        new TensorInfo("inputs", DType.F32, List.of((long) examples, 6L)),
        inputs,
        List.of((long) examples),
        labels);
  }

  /** A data file of any inputs and labels. */
  public static byte[] file(
      TensorInfo inputs, ByteBuffer values, List<Long> labelShape, long[] labels) {
    ByteBuffer labelData =
        ByteBuffer.allocate(labels.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    labelData.asLongBuffer().put(labels);
    return new SafetensorsWriter()
        .add(inputs, values)
        .add(new TensorInfo("labels", DType.I64, labelShape), labelData)
        .toBytes();
  }
}
