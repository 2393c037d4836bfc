package dev.centroid.quantization.torchscript;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as the code of a model that is sound but for that. */
@Tag("fuzz")
class CodeFuzz {

  private static final HandmadeArchive ARCHIVE =
      HandmadeArchive.of(Archives.open("twice_scripted").withTensors(Map.of()));
  private static final String CODE = ARCHIVE.nameEndingWith(".py");

  static Stream<byte[]> codes() {
    return Stream.of(ARCHIVE.bytes(CODE));
  }

  @MethodSource("codes")
  @FuzzTest
  void isReadOrRefused(byte[] code) {
    byte[] file = ARCHIVE.copy().with(CODE, code).stored();
    ReadOrRefused.of(() -> TorchScriptArchive.parse(file, "given.pt"));
  }
}
