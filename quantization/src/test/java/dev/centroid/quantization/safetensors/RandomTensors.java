package dev.centroid.quantization.safetensors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random contents of a safetensors file: all types, ranks 0 to 4, empty tensors, odd names. */
record RandomTensors(List<TensorInfo> infos, List<byte[]> contents, Map<String, String> metadata) {

  private static final List<DType> TYPES = List.of(DType.values());
  private static final String ALPHABET = "abz09._-/ \"\\{}[]\n\t\u0001é漢\uD83D\uDE00";

  static RandomTensors of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<TensorInfo> infos = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    int count = random.nextInt(7);
    for (int i = 0; i < count; i++) {
      DType dtype = TYPES.get(random.nextInt(TYPES.size()));
      List<Long> shape = random.longs(random.nextInt(5), 0, 5).boxed().toList();
      TensorInfo info = new TensorInfo(i + text(random), dtype, shape);
      byte[] content = new byte[(int) info.bytes()];
      random.nextBytes(content);
      infos.add(info);
      contents.add(content);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    int pairs = random.nextInt(4);
    for (int i = 0; i < pairs; i++) {
      metadata.put(i + text(random), text(random));
    }
    return new RandomTensors(infos, contents, metadata);
  }

  byte[] write() {
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(writer::metadata);
    for (int i = 0; i < infos.size(); i++) {
      writer.add(infos.get(i), ByteBuffer.wrap(contents.get(i)));
    }
    return writer.toBytes();
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int[] points = ALPHABET.codePoints().toArray();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
