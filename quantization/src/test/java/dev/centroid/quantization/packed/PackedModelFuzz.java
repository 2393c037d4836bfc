package dev.centroid.quantization.packed;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a packed file. */
@Tag("fuzz")
class PackedModelFuzz {

  /** Bytes of decoded tensors; the format allows a few bytes to ask for more than this. */
  private static final long MOST_DECODED = 1 << 20;

  static Stream<byte[]> files() {
    return LongStream.range(0, 60)
        .mapToObj(
            seed ->
                RandomModels.draw(seed).packed(seed % 2 == 0 ? CodeForm.PACKED : CodeForm.ENTROPY));
  }

  @MethodSource("files")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    ReadOrRefused.of(() -> PackedModelReader.parse(content, "given"))
        .filter(model -> model.decodedBytes() <= MOST_DECODED)
        .ifPresent(PackedModel::decodeAll);
  }
}
