package dev.centroid.quantization.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.DenseFile;
import dev.centroid.quantization.packed.DenseFile.FloatType;
import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.packed.PackedModelWriter;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerQuantizer;
import dev.centroid.quantization.plan.ModelTensor;
import dev.centroid.quantization.plan.PackedEntries;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.safetensors.TensorValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointCompressionTest {

  private static final PackedManifest MANIFEST =
      new PackedManifest("0".repeat(64), "1".repeat(64), 7);

  private static final String RECIPE =
      """
      version: 1
      kmeans: {iterations: 5}
      groups:
        - name: all
          layers:
            - {match: "layers.{0,2}", blockSize: 8, centroids: 16}
            - {match: "layers.{1,3}", bits: 4, per: channel}
      """;

  private final long seed = TestSeed.value();
  private final Random random = new Random(seed);
  private final RandomCheckpoint tensors = RandomCheckpoint.draw(random);

  @TempDir private Path folder;

  private static Recipe recipe(String more) {
    return RecipeParser.parse(RECIPE + more, "recipe.yaml");
  }

  private byte[] compressed(Checkpoint checkpoint, String recipe) throws IOException {
    Path target = folder.resolve("packed.safetensors");
    CheckpointCompression.of(checkpoint, recipe(recipe)).write(MANIFEST, 1, target, layer -> {});
    byte[] packed = Files.readAllBytes(target);
    Files.delete(target);
    return packed;
  }

  private Checkpoint single() throws IOException {
    return Checkpoint.ofFile(tensors.write(folder.resolve("single.safetensors")));
  }

  private Checkpoint sharded() throws IOException {
    return Checkpoint.ofIndex(tensors.writeShards(folder, 3, random));
  }

  /** All of it in memory. */
  private static byte[] obvious(Checkpoint checkpoint, Recipe recipe) throws IOException {
    var given = ModelTensor.ofCheckpoint(checkpoint.tensors());
    Plan plan = Planner.plan(recipe, given, checkpoint.bytes());
    PackedModelWriter writer =
        new PackedModelWriter(
            MANIFEST, PackedEntries.of(plan, given, recipe.packing()), recipe.packing().codes());
    LayerQuantizer quantizer = new LayerQuantizer(recipe.kmeans(), MANIFEST.seed(), 2);
    for (LayerPlan layer : plan.layers()) {
      String name = layer.tensor();
      if (layer.quantization().isEmpty()) {
        writer.kept(name, checkpoint.data(name));
      } else if (layer.quantization().get() instanceof Quantization.Product product) {
        writer.compressed(
            name,
            quantizer
                .quantize(
                    layer.name(),
                    layer,
                    product,
                    checkpoint.floats(name),
                    Optional.empty(),
                    Optional.empty())
                .weight());
      } else {
        writer.compressed(
            name,
            LayerQuantizer.quantize(
                (Quantization.Scalar) layer.quantization().get(), checkpoint.floats(name)));
      }
    }
    return writer.toBytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "packing: {codes: entropy, centroids: int8}\n"})
  void theFileIsThatWhichIsMadeInMemory(String packing) throws IOException {
    Checkpoint checkpoint = sharded();

    assertThat(compressed(checkpoint, packing))
        .as("seed %d", seed)
        .isEqualTo(obvious(checkpoint, recipe(packing)));
  }

  @Test
  void theFileHasTheSizeThatThePlanForetells() throws IOException {
    Checkpoint checkpoint = single();

    assertThat(compressed(checkpoint, ""))
        .as("seed %d", seed)
        .hasSize((int) CheckpointCompression.of(checkpoint, recipe("")).plan().packedFileBytes());
  }

  @Test
  void howTensorsLieInShardsDoesNotMatter() throws IOException {
    PackedModel one = PackedModelReader.parse(compressed(single(), ""), "one");
    PackedModel other = PackedModelReader.parse(compressed(sharded(), ""), "other");

    assertThat(other.decodeAll()).as("seed %d", seed).isEqualTo(one.decodeAll());
  }

  @Test
  void nothingIsLeftBesideTheFile() throws IOException {
    Checkpoint checkpoint = single();
    Path target = Files.createDirectory(folder.resolve("out")).resolve("packed");

    CheckpointCompression.of(checkpoint, recipe("")).write(MANIFEST, 1, target, layer -> {});

    try (var files = Files.list(target.getParent())) {
      assertThat(files).containsExactly(target);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDenseFileHoldsWhatThePackedFileDecodesTo(FloatType type) throws IOException {
    PackedModel packed = PackedModelReader.parse(compressed(single(), ""), "packed");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DenseFile dense = new DenseFile(packed, type);

    dense.writeTo(Channels.newChannel(bytes));

    assertThat(bytes.size()).isEqualTo((int) dense.size());
    SafetensorsFile file = SafetensorsFile.parse(bytes.toByteArray(), "dense");
    for (PackedEntry entry : packed.entries()) {
      TensorInfo info = entry.dense();
      if (info.dtype().isFloatingPoint()) {
        assertThat(file.floats(info.name()))
            .as("%s, seed %d", info, seed)
            .isEqualTo(expected(info, packed, type));
      } else {
        assertThat(file.data(info.name())).isEqualTo(packed.decode(info.name()));
      }
    }
  }

  private static float[] expected(TensorInfo info, PackedModel packed, FloatType type) {
    float[] values = TensorValues.floats(info.dtype(), packed.decode(info.name()));
    if (type == FloatType.FLOAT16 && info.dtype() != DType.F16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Float16.toFloat(Float16.fromFloat(values[i]));
      }
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kmeans.weights | 'kmeans: {weights: fisher}'",
        "batchNorm.recalibrationBatches | 'batchNorm: {recalibrationBatches: 3}'",
        "packing.batchNorm | 'packing: {batchNorm: scaleAndShift}'",
        "sharing | 'sharing: [[layers.0, layers.2]]'",
      })
  void whatNeedsCodeIsRefused(String key, String yaml) throws IOException {
    Checkpoint checkpoint = single();
    Recipe recipe = RecipeParser.parse(RECIPE.replaceAll("kmeans.*\n", "") + yaml, "recipe.yaml");

    assertThatThrownBy(() -> CheckpointCompression.of(checkpoint, recipe))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(key + ": ")
        .hasMessageContaining("no code");
  }

  @Test
  void whatWasCompressedAlreadyIsRefused() throws IOException {
    Path packed = Files.write(folder.resolve("packed"), compressed(single(), ""));
    Checkpoint checkpoint = Checkpoint.ofFile(packed);

    assertThatThrownBy(() -> CheckpointCompression.of(checkpoint, recipe("")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("already");
  }

  @Test
  void anEntryThatIsNotFiniteIsNamed() throws IOException {
    Map.Entry<TensorInfo, ByteBuffer> first = tensors.tensors().entrySet().iterator().next();
    ByteBuffer data = first.getValue();
    int last = data.limit() - first.getKey().dtype().byteSize();
    for (int at = last; at < data.limit(); at++) {
      data.put(at, (byte) 0xFF);
    }
    Checkpoint checkpoint = single();

    assertThatThrownBy(() -> compressed(checkpoint, ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layers.0")
        .hasMessageContaining("NaN");
  }
}
