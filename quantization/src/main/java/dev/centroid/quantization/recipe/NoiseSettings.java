package dev.centroid.quantization.recipe;

/**
 * Quant-Noise (Fan, Stock et al. 2020, section 4): in each training forward each block of a float
 * layer is replaced by phi(block) with probability {@code rate}; the gradient passes straight
 * through.
 *
 * @param phi what a chosen block is replaced by
 * @param rate probability of a block, in [0, 1]; 1 is quantization-aware training
 * @param rescale multiply the kept blocks by 1/(1-rate), as the published reference does and the
 *     paper does not
 */
public record NoiseSettings(Phi phi, double rate, boolean rescale) {

  /** Noise functions. */
  public enum Phi {
    /** Zero: the cheap proxy of the paper. */
    PROXY,
    /** The mean block of the layer. */
    MEAN,
    /** The nearest centroid of the layer's current codebook (exact phi_PQ). */
    PQ
  }

  public NoiseSettings {
    Checks.between("noise.rate", rate, 0, 1);
    Checks.that(!rescale || rate < 1, "noise.rescale: needs a rate below 1");
  }
}
