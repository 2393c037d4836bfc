package dev.centroid.quantization.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.safetensors.TensorValues;
import dev.centroid.quantization.scalar.AffineGrid;
import dev.centroid.quantization.scalar.ScalarQuantizer;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedModelTest {

  static LongStream seeds() {
    return TestSeed.seeds(100);
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
    assertThat(decoded)
        .as("seed %d", seed)
        .containsOnlyKeys(model.entries().stream().map(entry -> entry.dense().name()).toList());
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

  @ParameterizedTest
  @MethodSource("seeds")
  void entropyCodingNeverMakesAFileLarger(long seed) {
    RandomModels model = RandomModels.draw(seed);

    assertThat(model.packed(CodeForm.ENTROPY).length)
        .as("seed %d", seed)
        .isLessThanOrEqualTo(model.packed(CodeForm.PACKED).length);
  }

  @Test
  void skewedCodesAreDecodedFromFewerBytes() {
    // given
    TensorInfo dense = new TensorInfo("w", DType.F32, List.of(64L, 32L));
    Random random = new Random(3);
    float[] values = new float[64 * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    ScalarWeight weight = ScalarQuantizer.toNearest(values, 4);
    List<PackedEntry> entries =
        List.of(new CompressedEntry.Scalar(dense, 4, Granularity.TENSOR, Optional.empty()));
    PackedManifest manifest = PackedManifest.sizedFor(1);

    // when
    byte[] file =
        new PackedModelWriter(manifest, entries, CodeForm.ENTROPY)
            .compressed("w", weight)
            .toBytes();

    // then
    assertThat(file.length)
        .isLessThan((int) (0.95 * PackedLayout.of(manifest, entries).fileSize()));
    assertThat(PackedModelReader.parse(file, "model.safetensors").compressed("w"))
        .isEqualTo(weight);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aDamagedFileOfAnyKindIsReadOrRefusedButNothingElse(long seed) {
    Random random = new Random(seed);
    byte[] sound = RandomModels.draw(seed).packed(CodeForm.ENTROPY);
    for (int round = 0; round < 50; round++) {
      byte[] damaged = sound.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        PackedModelReader.parse(damaged, "model.safetensors").decodeAll();
      } catch (InvalidInputException refused) {
        assertThat(refused).hasMessageStartingWith("model.safetensors");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
  }

  private static ByteBuffer expected(RandomModels model, PackedEntry entry) {
    PackedEntry holder =
        model.entries().stream()
            .filter(candidate -> candidate.dense().name().equals(entry.holder()))
            .findFirst()
            .orElseThrow();
    if (holder instanceof PackedEntry.Kept kept) {
      return kept(model.kept().get(entry.holder()), kept);
    }
    if (holder instanceof PackedEntry.Filled filled) {
      return filled(filled);
    }
    CompressedWeight weight = model.weights().get(entry.holder());
    float[] values =
        holder instanceof CompressedEntry.Product product
            ? blocks((QuantizedWeight) weight, product)
            : entries((ScalarWeight) weight);
    return DenseCodec.encode(holder.dense().dtype(), values);
  }

  private static ByteBuffer kept(byte[] given, PackedEntry.Kept kept) {
    if (!kept.isRounded()) {
      return ByteBuffer.wrap(given);
    }
    float[] values = TensorValues.floats(DType.F32, ByteBuffer.wrap(given));
    for (int i = 0; i < values.length; i++) {
      values[i] = Float16.toFloat(Float16.fromFloat(values[i]));
    }
    return DenseCodec.encode(DType.F32, values);
  }

  private static ByteBuffer filled(PackedEntry.Filled filled) {
    DType dtype = filled.dense().dtype();
    int elements = (int) filled.dense().elements();
    if (dtype.isFloatingPoint()) {
      float[] values = new float[elements];
      Arrays.fill(values, filled.value());
      return DenseCodec.encode(dtype, values);
    }
    byte[] content = new byte[(int) filled.dense().bytes()];
    for (int i = 0; i < elements; i++) {
      content[i * dtype.byteSize()] = (byte) filled.value();
    }
    return ByteBuffer.wrap(content);
  }

  private static float[] entries(ScalarWeight weight) {
    float[] values = new float[weight.codes().length];
    for (int i = 0; i < values.length; i++) {
      AffineGrid grid = weight.grids().get(i / (values.length / weight.grids().size()));
      values[i] = (float) (((double) weight.codes()[i] + grid.zero()) * grid.scale());
    }
    return values;
  }

  private static float[] blocks(QuantizedWeight weight, CompressedEntry.Product entry) {
    float[] centroids =
        CentroidCodec.stored("", weight.codebook(), entry.centroidType()).centroids();
    float[] values = new float[weight.layout().elementCount()];
    for (int index = 0; index < values.length; index++) {
      int column = index % weight.layout().rowWidth();
      int block =
          index / weight.layout().rowWidth() * weight.layout().blocksPerRow()
              + column / entry.blockSize();
      values[index - column + placed(weight, column)] =
          centroids[weight.codes()[block] * entry.blockSize() + column % entry.blockSize()];
    }
    return values;
  }

  /** Where in its row an entry belongs that stands at a column of the row as it was cut. */
  private static int placed(QuantizedWeight weight, int column) {
    return weight
        .order()
        .map(
            order ->
                order.channels()[column / order.channelWidth()] * order.channelWidth()
                    + column % order.channelWidth())
        .orElse(column);
  }
}
