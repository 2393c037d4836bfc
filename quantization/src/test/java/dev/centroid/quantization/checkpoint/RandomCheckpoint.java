package dev.centroid.quantization.checkpoint;

import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tensors by chance: weights of three float types, biases and whole numbers. */
record RandomCheckpoint(Map<TensorInfo, ByteBuffer> tensors) {

  private static final DType[] FLOATS = {DType.F32, DType.F16, DType.BF16};

  static RandomCheckpoint draw(Random random) {
    Map<TensorInfo, ByteBuffer> tensors = new LinkedHashMap<>();
    for (int layer = 0; layer < 6; layer++) {
      DType type = FLOATS[random.nextInt(FLOATS.length)];
      List<Long> shape = List.of(1L + random.nextInt(40), 8L * (1 + random.nextInt(5)));
      add(tensors, new TensorInfo("layers." + layer + ".weight", type, shape), random);
      add(tensors, new TensorInfo("layers." + layer + ".bias", type, shape.subList(0, 1)), random);
    }
    add(tensors, new TensorInfo("positions", DType.I64, List.of(9L)), random);
    return new RandomCheckpoint(tensors);
  }

  private static void add(Map<TensorInfo, ByteBuffer> tensors, TensorInfo info, Random random) {
    ByteBuffer data = ByteBuffer.allocate((int) info.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      float value = (float) random.nextGaussian();
      switch (info.dtype()) {
        case F32 -> data.putFloat(value);
        case F16 -> data.putShort(Float16.fromFloat(value));
        case BF16 -> data.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        default -> data.putLong(random.nextLong());
      }
    }
    tensors.put(info, data.flip());
  }

  /** All in one file. */
  Path write(Path file) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
    tensors.forEach(writer::add);
    return Files.write(file, writer.toBytes());
  }

  /** In files by chance, and an index of them. */
  Path writeShards(Path folder, int count, Random random) throws IOException {
    Map<Integer, SafetensorsWriter> writers =
        IntStream.range(0, count)
            .boxed()
            .collect(Collectors.toMap(shard -> shard, shard -> new SafetensorsWriter()));
    Map<String, String> shards = new LinkedHashMap<>();
    tensors.forEach(
        (info, data) -> {
          int shard = random.nextInt(count);
          writers.get(shard).add(info, data);
          shards.put(info.name(), shardName(shard));
        });
    for (int shard = 0; shard < count; shard++) {
      Files.write(folder.resolve(shardName(shard)), writers.get(shard).toBytes());
    }
    return writeIndex(folder, shards);
  }

  static String shardName(int shard) {
    return "model-%05d.safetensors".formatted(shard);
  }

  static Path writeIndex(Path folder, Map<String, String> shards) throws IOException {
    String map =
        shards.entrySet().stream()
            .map(entry -> "\"%s\": \"%s\"".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(",\n  "));
    return Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"metadata\": {\"total_size\": 1}, \"weight_map\": {\n  " + map + "}}");
  }
}
