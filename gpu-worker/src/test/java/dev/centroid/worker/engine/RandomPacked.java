package dev.centroid.worker.engine;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.packed.CentroidCodec;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.packed.PackedModelWriter;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.PackedEntries;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.scalar.AffineGrid;
import dev.centroid.quantization.scalar.ScalarWeight;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Packs models with codes, centroids and grids by chance: what decodes them cannot guess. */
final class RandomPacked {

  private static final PackedManifest MANIFEST =
      new PackedManifest("0".repeat(64), "1".repeat(64), 1);

  private final Random random;
  private final PackingSettings packing;

  private RandomPacked(Random random, PackingSettings packing) {
    this.random = random;
    this.packing = packing;
  }

  /** A recipe that compresses every weight by one rule. */
  static String recipe(String rule, String packing) {
    return """
        version: 1
        batchSize: 1
        data: {dtype: float32}
        groups:
          - name: all
            layers:
              - {match: "**", %s}
        packing: {%s}
        """
        .formatted(rule, packing);
  }

  static PackedModel of(TorchScriptArchive model, String recipeText, Random random) {
    return PackedModelReader.parse(file(model, recipeText, random), "packed");
  }

  /** The packed file of a model. */
  static byte[] file(TorchScriptArchive model, String recipeText, Random random) {
    Recipe recipe = RecipeParser.parse(recipeText, "recipe");
    RandomPacked chance = new RandomPacked(random, recipe.packing());
    Plan plan = Planner.plan(recipe, model, 1);
    PackedModelWriter writer =
        new PackedModelWriter(
            MANIFEST,
            PackedEntries.of(plan, Planner.tensors(recipe, model), recipe.packing()),
            recipe.packing().codes());
    for (LayerPlan layer : plan.layers()) {
      layer
          .quantization()
          .ifPresent(how -> writer.compressed(layer.tensor(), chance.weight(layer, how)));
      if (layer.status() == LayerPlan.Status.KEPT) {
        writer.kept(layer.tensor(), model.data(layer.tensor()));
      }
    }
    return writer.toBytes();
  }

  private CompressedWeight weight(LayerPlan layer, Quantization how) {
    return how instanceof Quantization.Product product
        ? product(layer, product)
        : scalar((Quantization.Scalar) how);
  }

  private QuantizedWeight product(LayerPlan layer, Quantization.Product how) {
    BlockLayout layout = BlockLayout.of(layer.shape(), how.blockSize());
    float[] values = new float[how.centroids() * how.blockSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Codebook codebook =
        CentroidCodec.stored("layer", new Codebook(how.blockSize(), values), packing.centroids());
    QuantizedWeight weight =
        new QuantizedWeight(layout, codebook, codes(layout.blockCount(), how.centroids()));
    return how.permuted() ? weight.withOrder(order(layer, layout)) : weight;
  }

  private ChannelOrder order(LayerPlan layer, BlockLayout layout) {
    int channels = Math.toIntExact(layer.shape().get(1));
    List<Integer> order = IntStream.range(0, channels).boxed().toList();
    List<Integer> shuffled = new ArrayList<>(order);
    Collections.shuffle(shuffled, random);
    return new ChannelOrder(
        layout.rowWidth() / channels, shuffled.stream().mapToInt(Integer::intValue).toArray());
  }

  private ScalarWeight scalar(Quantization.Scalar how) {
    int bits = how.scheme().bits();
    List<AffineGrid> grids =
        IntStream.range(0, how.layout().grids())
            .mapToObj(
                i -> new AffineGrid(random.nextFloat() + 0.01f, random.nextInt(-99, 99), bits))
            .toList();
    return new ScalarWeight(how.layout(), grids, codes(how.layout().entries(), 1 << bits));
  }

  /** Small ones more often, so that there is something for entropy coding. */
  private int[] codes(int count, int bound) {
    return random.ints(count, 0, bound).map(code -> random.nextInt(code + 1)).toArray();
  }
}
