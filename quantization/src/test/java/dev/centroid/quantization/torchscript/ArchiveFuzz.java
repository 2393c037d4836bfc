package dev.centroid.quantization.torchscript;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a model. */
@Tag("fuzz")
class ArchiveFuzz {

  static Stream<byte[]> archives() {
    return Stream.concat(
        Archives.names().map(name -> Archives.bytes(name + ".pt")),
        Stream.of(
            new HandmadeArchive().stored(),
            new HandmadeArchive().deflated(),
            ArchiveUse.packed(Archives.open("twice_scripted"))));
  }

  @MethodSource("archives")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    ReadOrRefused.of(() -> ArchiveUse.read(content));
  }
}
