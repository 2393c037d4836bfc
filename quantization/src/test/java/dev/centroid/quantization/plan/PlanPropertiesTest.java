package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.packed.PackedModelWriter;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.product.RandomOrders;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.scalar.ScalarQuantizer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanPropertiesTest {

  static LongStream seeds() {
    return TestSeed.seeds(100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theFileWrittenHasThePredictedSize(long seed) {
    // given
    Random random = new Random(seed);
    Recipe recipe = recipe(random);
    List<ModelTensor> tensors = tensors(random);
    Plan plan = Planner.plan(recipe, tensors, 0);
    PackedModelWriter writer =
        new PackedModelWriter(
            PackedManifest.sizedFor(recipe.seed()),
            PackedEntries.of(plan, tensors, recipe.packing()),
            recipe.packing().codes());
    plan.layers().forEach(layer -> fill(writer, layer));

    // when
    byte[] written = writer.toBytes();

    // then
    assertThat((long) written.length).as("seed %d", seed).isEqualTo(plan.packedFileBytes());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyTensorIsListedOnceInOrder(long seed) {
    // given
    Random random = new Random(seed);
    Recipe recipe = recipe(random);
    List<ModelTensor> tensors = tensors(random);

    // when
    Plan plan = Planner.plan(recipe, tensors, 0);

    // then
    assertThat(plan.layers())
        .as("seed %d", seed)
        .extracting(LayerPlan::tensor)
        .containsExactlyElementsOf(tensors.stream().map(ModelTensor::path).toList());
  }

  private static void fill(PackedModelWriter writer, LayerPlan layer) {
    if (layer.status() == Status.COMPRESSED) {
      writer.compressed(
          layer.tensor(),
          layer.quantization().orElseThrow() instanceof Quantization.Product product
              ? zeros(layer, product)
              : zeros((Quantization.Scalar) layer.quantization().orElseThrow()));
    } else if (layer.status() == Status.KEPT) {
      writer.kept(layer.tensor(), ByteBuffer.allocate((int) layer.originalBytes()));
    }
  }

  private static CompressedWeight zeros(LayerPlan layer, Quantization.Product product) {
    QuantizedWeight weight =
        new QuantizedWeight(
            BlockLayout.of(layer.shape(), product.blockSize()),
            new Codebook(product.blockSize(), new float[product.centroids() * product.blockSize()]),
            new int[product.blocks()]);
    return product.permuted()
        ? weight.withOrder(RandomOrders.draw(new Random(layer.index()), layer.shape()))
        : weight;
  }

  private static CompressedWeight zeros(Quantization.Scalar scalar) {
    return ScalarQuantizer.quantize(
        new float[scalar.layout().entries()], scalar.layout(), scalar.scheme());
  }

  private static Recipe recipe(Random random) {
    return RecipeParser.parse(
        """
        version: 1
        seed: %d
        packing: {centroids: %s, rest: %s, batchNorm: %s}
        groups:
          - {name: conv, layers: [{match: "**", kind: conv2d, blockSize: %d, centroids: %d, permute: %s}]}
          - {name: scalar, layers: [{match: "other.**", bits: %d, per: %s}]}
          - {name: rest, layers: [{match: "some.**", blockSize: %d, centroids: %d, permute: %s}]}
        """
            .formatted(
                random.nextLong(),
                List.of("float16", "float32", "int8").get(random.nextInt(3)),
                random.nextBoolean() ? "float16" : "float32",
                random.nextBoolean() ? "statistics" : "scaleAndShift",
                1 + random.nextInt(9),
                2 + random.nextInt(300),
                random.nextBoolean(),
                2 + random.nextInt(7),
                random.nextBoolean() ? "tensor" : "channel",
                1 + random.nextInt(8),
                2 + random.nextInt(300),
                random.nextBoolean()),
        "recipe.yaml");
  }

  /** At least one layer for each rule, and others that no rule takes. */
  private static List<ModelTensor> tensors(Random random) {
    List<ModelTensor> tensors = new ArrayList<>();
    tensors.add(Tensors.conv2d("first.weight", extent(random), extent(random), 3, 3));
    tensors.add(Tensors.linear("some.fc.weight", extent(random), 8 + extent(random)));
    tensors.add(Tensors.linear("other.fc.weight", extent(random), extent(random)));
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      String path = "norm." + part;
      tensors.add(
          part.startsWith("running")
              ? Tensors.buffer(path, DType.F32, 16)
              : Tensors.norm(path, 16));
    }
    for (int index = random.nextInt(12); index > 0; index--) {
      String path = "some." + index + ".weight";
      tensors.add(
          switch (random.nextInt(5)) {
            case 0 -> Tensors.linear(path, extent(random), 8 + extent(random));
            case 1 -> Tensors.conv2d(path, extent(random), extent(random), 3, 3);
            case 2 -> Tensors.norm(path, extent(random));
            case 3 -> Tensors.buffer(path, DType.I64);
            default -> Tensors.tied(tensors.get(0), path, "first.weight");
          });
    }
    return tensors;
  }

  private static int extent(Random random) {
    return 1 + random.nextInt(40);
  }
}
