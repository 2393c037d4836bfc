package dev.centroid.quantization.recipe;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a file of shapes. */
@Tag("fuzz")
class ShapeFileFuzz {

  static Stream<byte[]> shapeFiles() {
    return Stream.of(
            """
        version: 1
        name: small
        tensors:
          - {name: emb.weight, shape: [10, 4], module: Embedding}
          - {name: head.weight, shape: [10, 4], module: Linear, tiedTo: emb.weight}
          - {name: norm.count, shape: [], module: BatchNorm1d, dtype: int64, buffer: true}
        """)
        .map(yaml -> yaml.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("shapeFiles")
  @FuzzTest
  void isReadOrRefused(byte[] yaml) {
    ReadOrRefused.of(
        () -> ShapeFileParser.parse(new String(yaml, StandardCharsets.UTF_8), "shapes.yaml"));
  }
}
