package dev.centroid.quantization.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that no single mapping can hold; sparse on disk, so they cost nothing. */
class LargeFileTest {

  @TempDir Path folder;

  @Test
  void aTensorBeyondTwoGigabytesOfDataIsRead() throws IOException {
    TensorInfo first = new TensorInfo("first", DType.U8, List.of(1_500_000_000L));
    TensorInfo second = new TensorInfo("second", DType.U8, List.of(1_500_000_000L));
    Path path = sparse(List.of(first, second), (byte) 42);

    SafetensorsFile file = SafetensorsFile.open(path);

    assertThat(file.data("second").get(1_499_999_999)).isEqualTo((byte) 42);
  }

  @Test
  void aTensorOfMoreThanTwoGigabytesIsRefusedByName() throws IOException {
    TensorInfo huge = new TensorInfo("huge", DType.U8, List.of(3_000_000_000L));
    SafetensorsFile file = SafetensorsFile.open(sparse(List.of(huge), (byte) 1));

    assertThatThrownBy(() -> file.data("huge"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tensor `huge` has 3000000000 bytes; split it");
  }

  private Path sparse(List<TensorInfo> tensors, byte lastByte) throws IOException {
    Path path = folder.resolve("large.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(HeaderWriter.encode(tensors, Map.of()));
      file.seek(SafetensorsWriter.fileSize(tensors, Map.of()) - 1);
      file.write(lastByte);
    }
    return path;
  }
}
