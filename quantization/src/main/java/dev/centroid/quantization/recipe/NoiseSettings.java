package dev.centroid.quantization.recipe;

/**
 * Quant-Noise (Fan, Stock et al. 2020, section 4): in each training forward each block of a float
 * layer is replaced by phi(block) with probability {@code rate}; the gradient passes straight
 * through. The blocks of a layer that becomes intN are its entries, and their phi is always INT.
 *
 * @param phi what a chosen block of a layer for product quantization is replaced by; INT only when
 *     there is no such layer
 * @param rate probability of a block, in [0, 1]; 1 is quantization-aware training
 * @param rescale multiply the kept blocks of product quantization by 1/(1-rate), as the published
 *     reference does and the paper does not
 */
public record NoiseSettings(Phi phi, double rate, boolean rescale) {

  /** Noise functions. */
  public enum Phi {
    /** Zero: the cheap proxy of the paper. */
    PROXY,
    /** The mean block of the layer. */
    MEAN,
    /** The nearest centroid of the layer's current codebook (exact phi_PQ). */
    PQ,
    /** The nearest value of the weight's current grid (exact phi_intN), entry by entry. */
    INT
  }

  public NoiseSettings {
    Checks.between("noise.rate", rate, 0, 1);
    Checks.that(!rescale || rate < 1, "noise.rescale: needs a rate below 1");
  }

  /** The same noise with another rate. */
  public NoiseSettings withRate(double other) {
    return new NoiseSettings(phi, other, rescale);
  }
}
