package dev.centroid.quantization.checkpoint;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.QuantizationError;
import dev.centroid.quantization.packed.ContentSpool;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.packed.PackedModelWriter;
import dev.centroid.quantization.plan.FiniteWeights;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerQuantizer;
import dev.centroid.quantization.plan.ModelTensor;
import dev.centroid.quantization.plan.PackedEntries;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.product.Quantized;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compresses a checkpoint without data and without running it. Tensors are read, compressed and put
 * on disk one after another, so that memory is needed for the largest of them only: about nine
 * bytes for each of its entries.
 */
public final class CheckpointCompression {

  private final Checkpoint checkpoint;
  private final Recipe recipe;
  private final List<ModelTensor> tensors;
  private final Plan plan;

  private CheckpointCompression(
      Checkpoint checkpoint, Recipe recipe, List<ModelTensor> tensors, Plan plan) {
    this.checkpoint = checkpoint;
    this.recipe = recipe;
    this.tensors = tensors;
    this.plan = plan;
  }

  /**
   * Plans it; reads no contents.
   *
   * @throws InvalidInputException naming what of the recipe needs code or data, or does not fit the
   *     checkpoint
   */
  public static CheckpointCompression of(Checkpoint checkpoint, Recipe recipe) throws IOException {
    DataFreeRecipe.require(recipe);
    if (checkpoint.isPacked()) {
      throw new InvalidInputException(
          "the checkpoint was compressed by Centroid already; give the one that it was made from,"
              + " or what `centroid decompress` makes of it");
    }
    List<ModelTensor> tensors = ModelTensor.ofCheckpoint(checkpoint.tensors());
    return new CheckpointCompression(
        checkpoint, recipe, tensors, Planner.plan(recipe, tensors, checkpoint.bytes()));
  }

  /** The checkpoint's files, in the order of their names. */
  public List<Path> files() {
    return checkpoint.files();
  }

  /** What becomes of each tensor, and the size of the file. */
  public Plan plan() {
    return plan;
  }

  /**
   * Compresses and writes it.
   *
   * @param manifest what it comes from, and the seed of all randomness
   * @param threads at least 1; does not change the result
   * @param target a file that does not exist yet; another beside it is used meanwhile
   * @param listener told of each tensor when it is done
   * @return what became of the compressed tensors, in the checkpoint's order
   * @throws InvalidInputException naming the tensor, when an entry is not finite
   */
  public List<LayerResult> write(
      PackedManifest manifest, int threads, Path target, Consumer<LayerResult> listener)
      throws IOException {
    List<LayerResult> results = new ArrayList<>();
    LayerQuantizer quantizer = new LayerQuantizer(recipe.kmeans(), manifest.seed(), threads);
    Path spoolFile = target.resolveSibling(target.getFileName() + ".spool");
    try (ContentSpool spool = ContentSpool.create(spoolFile);
        FileChannel file =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      PackedModelWriter writer =
          new PackedModelWriter(
              manifest,
              PackedEntries.of(plan, tensors, recipe.packing()),
              recipe.packing().codes(),
              spool::keep);
      for (LayerPlan layer : plan.layers()) {
        Optional<LayerResult> result = add(layer, quantizer, writer);
        result.ifPresent(results::add);
        result.ifPresent(listener);
      }
      writer.writeTo(file);
    }
    return List.copyOf(results);
  }

  private Optional<LayerResult> add(
      LayerPlan layer, LayerQuantizer quantizer, PackedModelWriter writer) {
    String tensor = layer.tensor();
    if (layer.quantization().isEmpty()) {
      writer.kept(tensor, checkpoint.data(tensor));
      return Optional.empty();
    }
    float[] weight = checkpoint.floats(tensor);
    FiniteWeights.require(layer, weight);
    double error =
        layer.quantization().get() instanceof Quantization.Product product
            ? product(layer, product, weight, quantizer, writer)
            : scalar(layer, (Quantization.Scalar) layer.quantization().get(), weight, writer);
    return Optional.of(
        new LayerResult(
            layer.name(),
            layer.quantization().get().description(),
            layer.originalBytes(),
            layer.packedBytes(),
            error));
  }

  private static double product(
      LayerPlan layer,
      Quantization.Product product,
      float[] weight,
      LayerQuantizer quantizer,
      PackedModelWriter writer) {
    Quantized found =
        quantizer.quantize(
            layer.name(), layer, product, weight, Optional.empty(), Optional.empty());
    writer.compressed(layer.tensor(), found.weight());
    return found.relativeError();
  }

  private static double scalar(
      LayerPlan layer, Quantization.Scalar scalar, float[] weight, PackedModelWriter writer) {
    ScalarWeight found = LayerQuantizer.quantize(scalar, weight);
    writer.compressed(layer.tensor(), found);
    return QuantizationError.relative(weight, found::decode);
  }

  /**
   * What became of a tensor.
   *
   * @param layer its layer's name
   * @param what it was compressed to
   * @param originalBytes in the checkpoint
   * @param packedBytes in the packed file, at most
   * @param relativeError ||W - W'||_F / ||W||_F, before centroids are rounded
   */
  public record LayerResult(
      String layer, String what, long originalBytes, long packedBytes, double relativeError) {}
}
