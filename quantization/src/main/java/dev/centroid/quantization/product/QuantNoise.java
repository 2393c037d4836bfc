package dev.centroid.quantization.product;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.NoiseSettings;
import java.util.Optional;

/**
 * Quant-Noise (Fan, Stock et al. 2020, section 4): in each training forward each block of a weight
 * is replaced by phi(block), independently, with the probability of the settings. The effective
 * weight is made from a master that is only read; its gradient goes straight through to the master,
 * as it is.
 *
 * <p>Which blocks are replaced is a pure function of seed, layer and step.
 */
public final class QuantNoise {

  private final NoiseSettings settings;
  private final BlockLayout layout;
  private final long layerCoordinate;
  private final long seed;

  /**
   * @param settings what replaces a block, how often, and whether kept blocks are scaled up
   * @param layout how the weight is cut into blocks; a short last block is a block like any other
   * @param layer name of the layer; layers have independent noise
   * @param seed the job's seed
   */
  public QuantNoise(NoiseSettings settings, BlockLayout layout, String layer, long seed) {
    this.settings = settings;
    this.layout = layout;
    this.layerCoordinate = CounterRandom.coordinate(layer);
    this.seed = seed;
  }

  /**
   * Writes the effective weight of a step.
   *
   * @param step the training step, from 0; another step has other noise
   * @param master the weight that is trained; never written
   * @param effective receives the weight for the forward pass; not the same array as {@code master}
   * @param nearest the weight quantized with the current codebook; needed by phi = PQ, unused by
   *     the others
   * @throws IllegalArgumentException when an array has another number of entries than the layout,
   *     both arrays are one, or {@code nearest} is missing or of another layout
   */
  public void apply(
      long step, float[] master, float[] effective, Optional<QuantizedWeight> nearest) {
    layout.requireElements(master, "the master weight");
    layout.requireElements(effective, "the effective weight");
    if (master == effective) {
      throw new IllegalArgumentException("the master weight must not be overwritten");
    }
    Optional<ChannelOrder> order = nearest.flatMap(QuantizedWeight::order);
    if (order.isEmpty()) {
      applyArranged(step, master, effective, nearest);
      return;
    }
    // Blocks are those of the quantized weight, so that its noise is the error to come.
    float[] arranged = new float[effective.length];
    applyArranged(step, order.get().arrange(master), arranged, nearest);
    order.get().restore(arranged, effective);
  }

  private void applyArranged(
      long step, float[] master, float[] effective, Optional<QuantizedWeight> nearest) {
    BlockWriter phi = phi(master, nearest);
    float keptScale = settings.rescale() ? (float) (1 / (1 - settings.rate())) : 1;
    CounterRandom random = CounterRandom.of(seed, Purpose.NOISE, layerCoordinate, step);
    layout.forEachBlock(
        (block, offset, length) -> {
          if (random.nextFloat() < settings.rate()) {
            phi.write(block, effective, offset, length);
          } else {
            for (int entry = offset; entry < offset + length; entry++) {
              effective[entry] = master[entry] * keptScale;
            }
          }
        });
  }

  private BlockWriter phi(float[] master, Optional<QuantizedWeight> nearest) {
    return switch (settings.phi()) {
      case PROXY -> repeating(new float[layout.blockSize()]);
      case MEAN -> repeating(meanBlock(master));
      case PQ -> decoding(requireNearest(nearest));
      case INT ->
          throw new IllegalArgumentException("blocks of product quantization have no phi = INT");
    };
  }

  private float[] meanBlock(float[] master) {
    BlockSums sums = new BlockSums(1, layout);
    layout.forEachBlock((block, offset, length) -> sums.add(0, master, offset, length));
    return sums.means();
  }

  private QuantizedWeight requireNearest(Optional<QuantizedWeight> nearest) {
    return nearest
        .filter(weight -> weight.layout().equals(layout))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "noise with phi = PQ needs the weight quantized in the same layout"));
  }

  private static BlockWriter repeating(float[] phi) {
    return (block, effective, offset, length) ->
        System.arraycopy(phi, 0, effective, offset, length);
  }

  private static BlockWriter decoding(QuantizedWeight nearest) {
    float[] centroids = nearest.codebook().centroids();
    int blockSize = nearest.layout().blockSize();
    int[] codes = nearest.codes();
    return (block, effective, offset, length) ->
        System.arraycopy(centroids, codes[block] * blockSize, effective, offset, length);
  }

  /** Writes phi of a block into the effective weight. */
  private interface BlockWriter {

    void write(int block, float[] effective, int offset, int length);
  }
}
