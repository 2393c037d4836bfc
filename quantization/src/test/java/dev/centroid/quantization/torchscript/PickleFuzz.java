package dev.centroid.quantization.torchscript;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as the pickle of a model that is sound but for that. */
@Tag("fuzz")
class PickleFuzz {

  @MethodSource("dev.centroid.quantization.torchscript.PickledModels#sound")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    ReadOrRefused.of(() -> PickledModels.read(content));
  }
}
