package dev.centroid.quantization.plan;

import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.BlockWeights;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.product.ChannelOrderSearch;
import dev.centroid.quantization.product.Prior;
import dev.centroid.quantization.product.ProductQuantizer;
import dev.centroid.quantization.product.Quantized;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.KMeansSettings;
import dev.centroid.quantization.scalar.ScalarQuantizer;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Quantizes weights as a plan says.
 *
 * @param settings of k-means
 * @param seed of the job
 * @param threads does not change the result
 * @param iterated is told the number of iterations of k-means after each; may throw to break off
 */
public record LayerQuantizer(
    KMeansSettings settings, long seed, int threads, IntConsumer iterated) {

  /** Tells nobody how far it is. */
  public LayerQuantizer(KMeansSettings settings, long seed, int threads) {
    this(settings, seed, threads, iterations -> {});
  }

  /**
   * Product quantization.
   *
   * @param randomName keys the random numbers
   * @param fisher how much the loss depends on each entry, when that is known
   * @param start a nearly equal weight, quantized in the same way, to go on from
   */
  public Quantized quantize(
      String randomName,
      LayerPlan plan,
      Quantization.Product product,
      float[] weight,
      Optional<float[]> fisher,
      Optional<QuantizedWeight> start) {
    Optional<ChannelOrder> order =
        product.permuted()
            ? start
                .flatMap(QuantizedWeight::order)
                .or(() -> Optional.of(order(randomName, plan, product, weight)))
            : Optional.empty();
    BlockLayout layout = BlockLayout.of(plan.shape(), product.blockSize());
    Prior prior =
        fisher
            .map(known -> BlockWeights.ofFisher(arranged(known, order), layout))
            .map(Prior.NONE::with)
            .orElse(Prior.NONE);
    Quantized found =
        ProductQuantizer.quantize(
            randomName,
            arranged(weight, order),
            layout,
            product.centroids(),
            settings,
            start.map(QuantizedWeight::codebook).map(prior::with).orElse(prior),
            seed,
            threads,
            iterated);
    return order.map(found::in).orElse(found);
  }

  private ChannelOrder order(
      String randomName, LayerPlan plan, Quantization.Product product, float[] weight) {
    return ChannelOrderSearch.find(
        weight,
        plan.shape(),
        product.blockSize(),
        CounterRandom.of(seed, Purpose.CHANNEL_ORDER, CounterRandom.coordinate(randomName)));
  }

  private static float[] arranged(float[] values, Optional<ChannelOrder> order) {
    return order.map(known -> known.arrange(values)).orElse(values);
  }

  /** Scalar quantization. */
  public static ScalarWeight quantize(Quantization.Scalar scalar, float[] weight) {
    return ScalarQuantizer.quantize(weight, scalar.layout(), scalar.scheme());
  }
}
