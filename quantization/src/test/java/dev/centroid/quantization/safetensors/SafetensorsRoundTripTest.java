package dev.centroid.quantization.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.random.TestSeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsRoundTripTest {

  static LongStream seeds() {
    return TestSeed.seeds(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatWasWrittenIsRead(long seed) {
    RandomTensors given = RandomTensors.of(seed);

    SafetensorsFile read = SafetensorsFile.parse(given.write(), "random");

    assertThat(read.tensors()).as("tensors, seed %d", seed).isEqualTo(given.infos());
    assertThat(read.metadata()).as("metadata, seed %d", seed).isEqualTo(given.metadata());
    assertThat(given.infos().stream().map(info -> bytes(read.data(info.name()))))
        .as("contents, seed %d", seed)
        .containsExactlyElementsOf(given.contents());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void thePredictedSizeIsTheFilesSize(long seed) {
    RandomTensors given = RandomTensors.of(seed);

    long predicted = SafetensorsWriter.fileSize(given.infos(), given.metadata());

    assertThat(given.write()).as("seed %d", seed).hasSize((int) predicted);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theBytesAreAFunctionOfWhatWasAdded(long seed) {
    assertThat(RandomTensors.of(seed).write())
        .as("seed %d", seed)
        .isEqualTo(RandomTensors.of(seed).write());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theDataSectionIsAligned(long seed) {
    byte[] file = RandomTensors.of(seed).write();

    long headerLength = Long.reverseBytes(ByteBuffer.wrap(file).getLong());

    assertThat(headerLength % 8).as("seed %d", seed).isZero();
  }

  @Test
  void aMappedFileReadsAsItsBytesDo(@TempDir Path folder) throws IOException {
    byte[] content = RandomTensors.of(3).write();
    Path path = Files.write(folder.resolve("model.safetensors"), content);

    SafetensorsFile mapped = SafetensorsFile.open(path);

    SafetensorsFile parsed = SafetensorsFile.parse(content, "bytes");
    assertThat(mapped.tensors()).isNotEmpty().isEqualTo(parsed.tensors());
    assertThat(mapped.tensors())
        .allSatisfy(
            info -> assertThat(mapped.data(info.name())).isEqualTo(parsed.data(info.name())));
  }

  @Test
  void floatsComeBackBitForBit() {
    float[] values = {0f, -0f, 1.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE};
    byte[] file = new SafetensorsWriter().addFloats("w", List.of(2L, 3L), values).toBytes();

    assertThat(SafetensorsFile.parse(file, "f").floats("w")).containsExactly(values);
  }

  @Test
  void aHeaderOutOfOrderIsReadInTheOrderOfTheData() {
    String json =
        "{\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}";

    SafetensorsFile file = SafetensorsFile.parse(RawFile.of(json, new byte[] {1, 2, 3}), "f");

    assertThat(file.tensors()).extracting(TensorInfo::name).containsExactly("a", "b");
    assertThat(file.longs("b")).containsExactly(3);
  }

  @Test
  void emptyMetadataLeavesNoTrace() {
    byte[] file = new SafetensorsWriter().toBytes();

    assertThat(file).isEqualTo(RawFile.of("{}      ", new byte[0]));
    assertThat(SafetensorsFile.parse(file, "f").metadata()).isEqualTo(Map.of());
  }

  @Test
  void aNameIsWrittenOnce() {
    SafetensorsWriter writer = new SafetensorsWriter().addBytes("codes", new byte[1]);

    assertThatThrownBy(() -> writer.addBytes("codes", new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("codes");
  }

  @Test
  void dataOfAnotherLengthThanTheShapeIsNotWritten() {
    SafetensorsWriter writer = new SafetensorsWriter();

    assertThatThrownBy(() -> writer.addFloats("w", List.of(2L), new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs 8 bytes");
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }
}
