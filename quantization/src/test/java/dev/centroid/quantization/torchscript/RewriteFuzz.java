package dev.centroid.quantization.torchscript;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever was read of any pickle can be written in every way, or is refused. */
@Tag("fuzz")
class RewriteFuzz {

  @MethodSource("dev.centroid.quantization.torchscript.PickledModels#sound")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    byte[] file = PickledModels.file(content);
    ReadOrRefused.of(() -> ArchiveUse.everything(file));
  }
}
