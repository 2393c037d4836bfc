package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.packed.PackedModelWriter;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shared CIFAR-10 network under the recipe of the reference's settings. */
class SharedModelsPlanTest {

  private static final Path MODEL = Path.of("../../shared/data/cifar10_cnn.pt");
  private static final Path RECIPE = Path.of("../benchmarks/recipes/cifar10-ipq.yaml");

  /** What the reference claims: codes, float16 centroids and float32 parameters; no buffers. */
  private static final long REFERENCE_BYTES = 87_952;

  private static final int MOST_PACKED_BYTES = 105_000;

  private TorchScriptArchive archive;
  private Recipe recipe;
  private Plan plan;

  @BeforeEach
  void planTheModel() throws IOException {
    assumeTrue(Files.exists(MODEL), "the shared models are not here: " + MODEL);
    archive = TorchScriptArchive.open(MODEL);
    recipe = RecipeParser.parse(Files.readString(RECIPE), RECIPE.toString());
    plan = Planner.plan(recipe, archive, Files.size(MODEL));
  }

  @Test
  void itsElevenLayersAreCompressedInThreeGroups() {
    assertThat(plan.layersOfGroup(0)).hasSize(6);
    assertThat(plan.layersOfGroup(1)).hasSize(4);
    assertThat(plan.layersOfGroup(2)).hasSize(1);
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  void itsParametersTakeTheBytesThatTheReferenceClaims() {
    assertThat(plan.floatWeightBytes()).isEqualTo(1_377_192);
    assertThat(
            plan.layers().stream()
                .filter(layer -> !layer.buffer())
                .mapToLong(LayerPlan::packedBytes)
                .sum())
        .isEqualTo(REFERENCE_BYTES);
  }

  @Test
  void itsWeightsAreFinite() {
    assertThatCode(() -> Planner.requireFiniteWeights(plan, archive)).doesNotThrowAnyException();
  }

  @Test
  void thePackedFileHasThePredictedSizeAndFillsTheModelAgain() {
    // given
    List<PackedEntry> entries = PackedEntries.of(plan, ModelTensor.of(archive), recipe.packing());
    PackedModelWriter writer =
        new PackedModelWriter(PackedManifest.sizedFor(1), entries, CodeForm.PACKED);
    for (LayerPlan layer : plan.layers()) {
      if (layer.status() == Status.COMPRESSED) {
        writer.compressed(layer.tensor(), firstBlocksAsCentroids(layer));
      } else {
        writer.kept(layer.tensor(), archive.data(layer.tensor()));
      }
    }

    // when
    byte[] packed = writer.toBytes();
    PackedModel read = PackedModelReader.parse(packed, "model.safetensors");
    byte[] decoded = archive.withTensors(read.decodeAll());

    // then
    assertThat(packed).hasSizeLessThanOrEqualTo(MOST_PACKED_BYTES);
    assertThat((long) packed.length).isEqualTo(plan.packedFileBytes());
    TorchScriptArchive filled = TorchScriptArchive.parse(decoded, "model.pt");
    assertThat(plan.layers())
        .allSatisfy(
            layer ->
                assertThat(filled.data(layer.tensor())).isEqualTo(read.decode(layer.tensor())));
  }

  /** Any codes and centroids will do here: sizes do not depend on them. */
  private QuantizedWeight firstBlocksAsCentroids(LayerPlan layer) {
    Quantization.Product quantization = (Quantization.Product) layer.quantization().orElseThrow();
    BlockLayout layout = BlockLayout.of(layer.shape(), quantization.blockSize());
    float[] weight = archive.floats(layer.tensor());
    float[] centroids = Arrays.copyOf(weight, quantization.centroids() * quantization.blockSize());
    int[] codes = new int[quantization.blocks()];
    for (int block = 0; block < codes.length; block++) {
      codes[block] = block % quantization.centroids();
    }
    return new QuantizedWeight(layout, new Codebook(quantization.blockSize(), centroids), codes);
  }
}
