package dev.centroid.quantization.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsRefusalTest {

  private static final String FILE = "hostile.safetensors";

  static Stream<Arguments> hostileHeaders() {
    return Stream.of(
        Arguments.of("[]", 0, "does not start with `{`"),
        Arguments.of(" {}", 0, "does not start with `{`"),
        Arguments.of("", 0, "does not start with `{`"),
        Arguments.of("{", 0, "not valid JSON"),
        Arguments.of("{}{}", 0, "goes on after the closing brace"),
        Arguments.of("{}", 1, "its tensors take 0 bytes, but the data section has 1;"),
        Arguments.of("{\"t\":3}", 0, "`t` is not an object"),
        Arguments.of(tensor("\"Q4\"", "[1]", "[0,1]"), 1, "dtype `Q4`, which is not supported"),
        Arguments.of(tensor("7", "[1]", "[0,1]"), 1, "dtype is not a string"),
        Arguments.of(tensor("\"U8\"", "[-1]", "[0,1]"), 1, "negative number -1"),
        Arguments.of(tensor("\"U8\"", "[1.0]", "[0,1]"), 1, "not a 64-bit integer"),
        Arguments.of(tensor("\"U8\"", "[\"1\"]", "[0,1]"), 1, "not a 64-bit integer"),
        Arguments.of(tensor("\"U8\"", "[99999999999999999999]", "[0,1]"), 1, "not a 64-bit"),
        Arguments.of(tensor("\"U8\"", "[1]", "[0]"), 1, "data_offsets is not a pair"),
        Arguments.of(tensor("\"U8\"", "[1]", "[0,1,2]"), 1, "data_offsets is not a pair"),
        Arguments.of(tensor("\"U8\"", "[1]", "[1,2]"), 2, "the data before it ends at 0"),
        Arguments.of(tensor("\"U8\"", "[1]", "[0,2]"), 2, "its dtype and shape need 1 byte"),
        Arguments.of(tensor("\"F32\"", "[1]", "[0,1]"), 1, "its dtype and shape need 4 bytes"),
        Arguments.of(
            tensor("\"U8\"", "[1]", "[0,1]"),
            0,
            "its tensors take 1 byte, but the data section has 0;"),
        Arguments.of(
            tensor("\"U8\"", "[1]", "[0,1]"),
            9,
            "its tensors take 1 byte, but the data section has 9;"),
        Arguments.of(tensor("\"U8\"", "[4611686018427387904,4]", "[0,0]"), 0, "overflows 64 bits"),
        Arguments.of(tensor("\"F64\"", "[4611686018427387904]", "[0,0]"), 0, "overflows 64 bits"),
        Arguments.of(tensor("\"U8\"", "[[1]]", "[0,1]"), 1, "nesting depth"),
        Arguments.of(
            tensor("\"U8\"", "[" + "1,".repeat(64) + "1]", "[0,1]"), 1, "more than 64 numbers"),
        Arguments.of("{\"t\":{\"shape\":[],\"data_offsets\":[0,1]}}", 1, "no dtype"),
        Arguments.of("{\"t\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "no shape"),
        Arguments.of("{\"t\":{\"dtype\":\"U8\",\"shape\":[]}}", 1, "no data_offsets"),
        Arguments.of("{\"t\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 1, "Duplicate"),
        Arguments.of("{\"t\":{\"colour\":1}}", 1, "unknown field `colour`"),
        Arguments.of("{" + body("a", 0, 1) + "," + body("a", 1, 2) + "}", 2, "Duplicate"),
        Arguments.of(
            "{" + body("a", 0, 2) + "," + body("b", 1, 3) + "}", 3, "the data before it ends at 2"),
        Arguments.of(
            "{" + body("a", 0, 2) + "," + body("b", 0, 2) + "}", 2, "the data before it ends at 2"),
        Arguments.of(
            "{" + body("a", 0, 1) + "," + body("b", 2, 3) + "}", 3, "the data before it ends at 1"),
        Arguments.of(
            "{" + body("a", 0, 2) + "," + body("empty", 1, 1) + "}", 2, "data before it ends at 2"),
        Arguments.of("{\"__metadata__\":1}", 0, "__metadata__ is not an object"),
        Arguments.of("{\"__metadata__\":{\"k\":1}}", 0, "`k` in __metadata__ is not a string"),
        Arguments.of("{\"__metadata__\":{\"k\":{}}}", 0, "`k` in __metadata__ is not a string"),
        Arguments.of("{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}", 0, "Duplicate"),
        Arguments.of("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "Duplicate"),
        Arguments.of("{\"t\":" + "[".repeat(100_000), 0, "is not an object"));
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{\"t\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }

  private static String body(String name, int begin, int end) {
    return "\"%s\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
        .formatted(name, end - begin, begin, end);
  }

  @ParameterizedTest
  @MethodSource("hostileHeaders")
  void aHostileHeaderIsRefusedInOneLineThatNamesTheFile(
      String header, int dataLength, String reason) {
    byte[] content = RawFile.of(header, new byte[dataLength]);

    assertThatThrownBy(() -> SafetensorsFile.parse(content, FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(FILE + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aNameCannotBreakTheLine() {
    byte[] content = RawFile.of("{\"a\\nb\\u001b[2J\":0}", new byte[0]);

    assertThatThrownBy(() -> SafetensorsFile.parse(content, FILE))
        .hasMessageContaining("`a?b?[2J`");
  }

  @Test
  void aHeaderThatIsNotUnicodeIsRefused() {
    byte[] header = "{\"?\":{}}".getBytes(StandardCharsets.UTF_8);
    header[2] = (byte) 0xff;

    assertThatThrownBy(
            () -> SafetensorsFile.parse(RawFile.of(header.length, header, new byte[0]), FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not valid UTF-8");
  }

  @ParameterizedTest
  @MethodSource("lyingLengths")
  void aHeaderLengthThatCannotBeIsRefused(long stated, String reason) {
    byte[] content = RawFile.of(stated, new byte[] {'{', '}'}, new byte[0]);

    assertThatThrownBy(() -> SafetensorsFile.parse(content, FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  static Stream<Arguments> lyingLengths() {
    return Stream.of(
        Arguments.of(3, "truncated"),
        Arguments.of(HeaderReader.LONGEST_HEADER, "truncated"),
        Arguments.of(HeaderReader.LONGEST_HEADER + 1, "at most 100 MB"),
        Arguments.of(-1, "would have 18446744073709551615 bytes"),
        Arguments.of(0, "does not start with `{`"));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole =
        new SafetensorsWriter()
            .metadata("made", "by hand")
            .addFloats("w", List.of(2L, 2L), new float[4])
            .toBytes();

    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SafetensorsFile.parse(part, FILE))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void mutatedFilesAreReadOrRefusedButNothingElse() {
    long seed = TestSeed.value();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] content = mutate(RandomTensors.of(random.nextInt(50)).write(), random);
      Throwable thrown = catchThrowable(() -> readAll(SafetensorsFile.parse(content, FILE)));
      if (thrown != null) {
        assertThat(thrown)
            .as("seed %d, round %d", seed, round)
            .isInstanceOf(InvalidInputException.class);
        assertThat(thrown.getMessage().lines()).as("seed %d, round %d", seed, round).hasSize(1);
      }
    }
  }

  private static void readAll(SafetensorsFile file) {
    file.tensors().forEach(info -> assertThat(file.data(info.name()).remaining()).isNotNegative());
  }

  private static byte[] mutate(byte[] content, SplittableRandom random) {
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(content.length);
      switch (random.nextInt(4)) {
        case 0 -> content[at] = (byte) random.nextInt(256);
        case 1 -> content[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> content[at] = (byte) "{}[],:\"0189-.eE\\n ".charAt(random.nextInt(18));
        default -> {
          int length = Math.min(random.nextInt(30), content.length - at);
          System.arraycopy(
              content, at, content, random.nextInt(content.length - length + 1), length);
        }
      }
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(content, random.nextInt(content.length + 20))
        : content;
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    Path missing = folder.resolve("none.safetensors");

    assertThatThrownBy(() -> SafetensorsFile.open(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(missing + ": there is no such file; check the path");
  }

  @Test
  void aFolderIsNotAFile(@TempDir Path folder) {
    assertThatThrownBy(() -> SafetensorsFile.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void aFileThatChangedUnderTheReaderIsRefused(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("data.safetensors");
    byte[] whole = new SafetensorsWriter().addBytes("t", new byte[100]).toBytes();
    Files.write(path, whole);
    SafetensorsFile file = SafetensorsFile.open(path);

    Files.write(path, Arrays.copyOf(whole, 50));

    assertThatThrownBy(() -> file.data("t"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void aMissingTensorIsAnsweredWithThoseThatExist() {
    byte[] content = new SafetensorsWriter().addBytes("inputs", new byte[1]).toBytes();
    SafetensorsFile file = SafetensorsFile.parse(content, FILE);

    assertThatThrownBy(() -> file.require("labels"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(FILE + ": has no tensor `labels`; it has `inputs`");
  }

  @Test
  void integersAreNotReadAsFloats() {
    byte[] content = new SafetensorsWriter().addBytes("inputs", new byte[1]).toBytes();
    SafetensorsFile file = SafetensorsFile.parse(content, FILE);

    assertThatThrownBy(() -> file.floats("inputs"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds U8, but floating-point numbers are needed");
  }

  @Test
  void floatsAreNotReadAsIntegers() {
    byte[] content =
        new SafetensorsWriter().addFloats("labels", List.of(1L), new float[1]).toBytes();
    SafetensorsFile file = SafetensorsFile.parse(content, FILE);

    assertThatThrownBy(() -> file.longs("labels"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds F32, but integers are needed");
  }
}
