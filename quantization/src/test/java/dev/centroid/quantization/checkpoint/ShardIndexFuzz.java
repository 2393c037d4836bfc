package dev.centroid.quantization.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as the index of a sharded checkpoint. */
@Tag("fuzz")
class ShardIndexFuzz {

  static Stream<byte[]> indexes() {
    return Stream.of(
            """
            {"metadata": {"total_size": 8}, "weight_map": {"a": "model-1.safetensors", "b": "c"}}""")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("indexes")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    ReadOrRefused.of(() -> ShardIndex.parse(content, Path.of("index.json")));
  }
}
