package dev.centroid.quantization.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorValues;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedModelTest {

  static LongStream seeds() {
    long first = System.nanoTime();
    return LongStream.range(first, first + 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSizeIsKnownBeforeTheFileExists(long seed) {
    // given
    RandomModels model = RandomModels.draw(seed);

    // when
    long predicted =
        PackedLayout.of(PackedManifest.sizedFor(model.manifest().seed()), model.entries())
            .fileSize();

    // then
    assertThat(model.packed()).as("seed %d", seed).hasSize(Math.toIntExact(predicted));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theBytesDependOnNothingButTheModel(long seed) {
    assertThat(RandomModels.draw(seed).packed())
        .as("seed %d", seed)
        .isEqualTo(RandomModels.draw(seed).packed());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsReadIsWhatWasWritten(long seed) {
    // given
    RandomModels model = RandomModels.draw(seed);

    // when
    PackedModel read = PackedModelReader.parse(model.packed(), "model.safetensors");

    // then
    assertThat(read.manifest()).as("seed %d", seed).isEqualTo(model.manifest());
    assertThat(read.entries())
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(model.entries());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyTensorIsDecodedFromWhatIsStored(long seed) {
    // given
    RandomModels model = RandomModels.draw(seed);

    // when
    Map<String, ByteBuffer> decoded =
        PackedModelReader.parse(model.packed(), "model.safetensors").decodeAll();

    // then
    assertThat(decoded).hasSameSizeAs(model.entries());
    for (PackedEntry entry : model.entries()) {
      assertThat(decoded.get(entry.dense().name()))
          .as("seed %d, %s", seed, entry)
          .isEqualTo(expected(model, entry));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void tensorsAreAlignedToTheirElements(long seed) {
    // given
    SafetensorsFile file =
        SafetensorsFile.parse(RandomModels.draw(seed).packed(), "model.safetensors");

    // then
    long offset = 0;
    for (var tensor : file.tensors()) {
      assertThat(offset % tensor.dtype().byteSize()).as("seed %d, %s", seed, tensor).isZero();
      offset += tensor.bytes();
    }
  }

  private static ByteBuffer expected(RandomModels model, PackedEntry entry) {
    byte[] kept = model.kept().get(entry.holder());
    if (kept != null) {
      return ByteBuffer.wrap(kept);
    }
    PackedEntry.Compressed compressed =
        (PackedEntry.Compressed)
            model.entries().stream()
                .filter(candidate -> candidate.dense().name().equals(entry.holder()))
                .findFirst()
                .orElseThrow();
    QuantizedWeight weight = model.weights().get(entry.holder());
    ByteBuffer stored = CentroidCodec.encode("", weight.codebook(), compressed.centroidType());
    float[] centroids = TensorValues.floats(CentroidCodec.dtype(compressed.centroidType()), stored);
    float[] values = new float[weight.layout().elementCount()];
    for (int index = 0; index < values.length; index++) {
      int column = index % weight.layout().rowWidth();
      int block =
          index / weight.layout().rowWidth() * weight.layout().blocksPerRow()
              + column / entryBlockSize(compressed);
      values[index] =
          centroids[
              weight.codes()[block] * entryBlockSize(compressed)
                  + column % entryBlockSize(compressed)];
    }
    return DenseCodec.encode(dtype(compressed), values);
  }

  private static int entryBlockSize(PackedEntry.Compressed entry) {
    return entry.blockSize();
  }

  private static DType dtype(PackedEntry.Compressed entry) {
    return entry.dense().dtype();
  }
}
