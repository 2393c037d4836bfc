package dev.centroid.quantization.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedModelReaderTest {

  private final Map<String, String> metadata =
      new LinkedHashMap<>(
          Map.of(
              "format", "centroid-packed-1",
              "model", "0".repeat(64),
              "recipe", "1".repeat(64),
              "seed", "7",
              "pq.w", "2x6/2"));
  private TensorInfo codesInfo = new TensorInfo("w.codes", DType.U8, List.of(2L));
  private byte[] codes = {(byte) 0b10_01_00_10, 0b0001};
  private float[] centroids = {1, 2, 3, 4, 5, 6};
  private List<Long> centroidsShape = List.of(3L, 2L);

  @Test
  void theSmallFileOfTheseTestsIsSound() {
    assertThat(read().compressed("w").decode()).containsExactly(5, 6, 1, 2, 3, 4, 5, 6, 3, 4, 1, 2);
  }

  @Test
  void aFileWithoutTheFormatIsNoPackedFile() {
    metadata.remove("format");
    assertThatRefused().hasMessageContaining("lacks format, so it is no packed file");
  }

  @Test
  void aLaterFormatIsRefused() {
    metadata.put("format", "centroid-packed-2");
    assertThatRefused().hasMessageContaining("`centroid-packed-2`");
  }

  @Test
  void aDigestThatIsNoneIsRefused() {
    metadata.put("model", "abc");
    assertThatRefused().hasMessageContaining("digest of the model");
  }

  @Test
  void aSeedThatIsNoNumberIsRefused() {
    metadata.put("seed", "1e3");
    assertThatRefused().hasMessageContaining("seed is not a whole number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12/2",
        "2x6",
        "2x6/0",
        "2x6/7",
        "0x6/2",
        "2x6/2:I64",
        "2x6/2:X",
        "-2x6/2",
        "2x6/2 ",
        "65536x65536/2",
        "4000000000x1/1",
        "9999999999999x1/1",
      })
  void aCodingThatCannotBeIsRefused(String coding) {
    metadata.put("pq.w", coding);
    assertThatRefused().hasMessageContaining("its metadata for `w`");
  }

  @Test
  void missingCodesAreRefused() {
    codesInfo = new TensorInfo("w.other", DType.U8, List.of(2L));
    assertThatRefused().hasMessageContaining("has no tensor `w.codes`");
  }

  @Test
  void codesForAnotherNumberOfBlocksAreRefused() {
    metadata.put("pq.w", "5x6/2");
    assertThatRefused().hasMessageContaining("tensor `w.codes` is U8 [2], and should be U8 [4]");
  }

  @Test
  void aCodeBeyondTheCodebookIsRefused() {
    codes = new byte[] {(byte) 0b11_01_00_10, 0b0001};
    assertThatRefused().hasMessageContaining("the codes of `w`: code 3 names none of 3 centroids");
  }

  @Test
  void bitsAfterTheLastCodeMustBeZero() {
    codes = new byte[] {0, 0b0001_0000};
    assertThatRefused().hasMessageContaining("end in bits that are not 0");
  }

  @Test
  void aCentroidThatIsNotFiniteIsRefused() {
    centroids[3] = Float.NaN;
    assertThatRefused().hasMessageContaining("a centroid of `w` holds NaN");
  }

  @Test
  void moreCentroidsThanBlocksAreRefused() {
    centroids = new float[14];
    centroidsShape = List.of(7L, 2L);
    assertThatRefused().hasMessageContaining("no codebook for its weight");
  }

  @Test
  void aSingleCentroidForManyBlocksIsRefused() {
    metadata.put("pq.w", "46340x46340/2");
    codesInfo = new TensorInfo("w.codes", DType.U8, List.of(0L));
    codes = new byte[0];
    centroids = new float[2];
    centroidsShape = List.of(1L, 2L);
    assertThatRefused().hasMessageContaining("no codebook for its weight");
  }

  @Test
  void aTieToNothingIsRefused() {
    metadata.put("tied.v", "u");
    assertThatRefused().hasMessageContaining("`v` is tied to `u`, which the file does not hold");
  }

  @Test
  void aTieToATieIsRefused() {
    metadata.put("tied.v", "w");
    metadata.put("tied.u", "v");
    assertThatRefused().hasMessageContaining("`u` is tied to `v`, which the file does not hold");
  }

  @Test
  void aTieThatTakesAnotherTensorsNameIsRefused() {
    metadata.put("tied.w", "w");
    assertThatRefused().hasMessageContaining("tensor `w` is there twice");
  }

  @Test
  void aDamagedFileIsReadOrRefusedButNothingElse() {
    long seed = TestSeed.value();
    Random random = new Random(seed);
    byte[] sound = file();
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      // given
      byte[] damaged = sound.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }

      // when
      try {
        PackedModelReader.parse(damaged, "model.safetensors").decodeAll();
      } catch (InvalidInputException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }

    // then
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  private AbstractThrowableAssert<?, ?> assertThatRefused() {
    return assertThatThrownBy(this::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.safetensors: ")
        .hasMessageNotContaining("\n");
  }

  private PackedModel read() {
    return PackedModelReader.parse(file(), "model.safetensors");
  }

  private byte[] file() {
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(writer::metadata);
    writer.addFloats("w.centroids", centroidsShape, centroids);
    writer.add(codesInfo, ByteBuffer.wrap(codes));
    return writer.toBytes();
  }
}
