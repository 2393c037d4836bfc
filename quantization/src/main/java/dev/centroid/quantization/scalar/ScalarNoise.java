package dev.centroid.quantization.scalar;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.ScalarScheme;
import java.util.List;

/**
 * Quant-Noise of intN (Fan, Stock et al. 2020, section 4.2): in each training forward each entry of
 * a weight is replaced by its quantized value, independently, with some probability; 1 is
 * quantization-aware training. The grids are those that the weight has at that step. The gradient
 * goes straight through to the master.
 *
 * <p>Which entries are replaced is a pure function of seed, layer and step.
 */
public final class ScalarNoise {

  private final ScalarScheme scheme;
  private final ScalarLayout layout;
  private final double rate;
  private final String layer;
  private final long seed;

  /**
   * @param rate probability of an entry, in [0, 1]
   * @param layer name of the layer; layers have independent noise
   * @param seed the job's seed
   */
  public ScalarNoise(
      ScalarScheme scheme, ScalarLayout layout, double rate, String layer, long seed) {
    this.scheme = scheme;
    this.layout = layout;
    this.rate = rate;
    this.layer = layer;
    this.seed = seed;
  }

  /**
   * Writes the effective weight of a step.
   *
   * @param step the training step, from 0; another step has other noise
   * @param master the weight that is trained, finite; never written
   * @param effective receives the weight for the forward pass; not the same array as {@code master}
   * @throws InvalidInputException naming the layer, when an entry of the master is not finite
   * @throws IllegalArgumentException when an array has another number of entries than the layout,
   *     or both arrays are one
   */
  public void apply(long step, float[] master, float[] effective) {
    layout.requireEntries(effective, "the effective weight");
    if (master == effective) {
      throw new IllegalArgumentException("the master weight must not be overwritten");
    }
    requireFinite(master);
    List<AffineGrid> grids = ScalarQuantizer.grids(master, layout, scheme);
    CounterRandom random =
        CounterRandom.of(seed, Purpose.NOISE, CounterRandom.coordinate(layer), step);
    for (int i = 0; i < effective.length; i++) {
      effective[i] =
          random.nextFloat() < rate ? grids.get(i / layout.length()).round(master[i]) : master[i];
    }
  }

  private void requireFinite(float[] master) {
    for (float entry : master) {
      if (!Float.isFinite(entry)) {
        throw new InvalidInputException(
            "layer "
                + layer
                + ": training made a weight "
                + entry
                + "; lower learningRate or set clipNorm in the recipe");
      }
    }
  }
}
