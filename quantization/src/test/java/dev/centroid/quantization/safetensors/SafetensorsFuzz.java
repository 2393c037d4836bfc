package dev.centroid.quantization.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a file of tensors. */
@Tag("fuzz")
class SafetensorsFuzz {

  static Stream<byte[]> files() {
    return LongStream.range(0, 30).mapToObj(seed -> RandomTensors.of(seed).write());
  }

  @MethodSource("files")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    ReadOrRefused.of(() -> SafetensorsFile.parse(content, "given"))
        .ifPresent(SafetensorsFuzz::assertComesBackWhenWritten);
  }

  private static void assertComesBackWhenWritten(SafetensorsFile file) {
    SafetensorsWriter writer = new SafetensorsWriter();
    file.metadata().forEach(writer::metadata);
    file.tensors().forEach(tensor -> writer.add(tensor, file.data(tensor.name())));
    SafetensorsFile again = SafetensorsFile.parse(writer.toBytes(), "written");
    assertThat(again.metadata()).isEqualTo(file.metadata());
    assertThat(again.tensors())
        .containsExactlyInAnyOrderElementsOf(file.tensors())
        .allMatch(tensor -> again.data(tensor.name()).equals(file.data(tensor.name())));
  }
}
