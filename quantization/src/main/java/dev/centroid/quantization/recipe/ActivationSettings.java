package dev.centroid.quantization.recipe;

/**
 * Quantization of the inputs of compressed layers.
 *
 * @param match pattern over the names of compressed layers
 * @param bits of an input's entry, 2 to 8
 * @param rate probability that an entry is quantized in a training forward, in [0, 1]; 1 is
 *     quantization-aware training
 * @param momentum share of the newest batch in the moving average of the range, above 0 and at most
 *     1
 */
public record ActivationSettings(String match, int bits, double rate, double momentum) {

  static final ActivationSettings DEFAULT = new ActivationSettings("**", 8, 0.5, 0.01);

  public ActivationSettings {
    Checks.name("activations.match", match);
    GlobMatcher.of(match);
    Checks.between("activations.bits", bits, 2, 8);
    Checks.between("activations.rate", rate, 0, 1);
    Checks.that(
        momentum > 0 && momentum <= 1,
        "activations.momentum: must be above 0 and at most 1, but is " + momentum);
  }

  /** Whether the pattern matches a layer's name. */
  public boolean matches(String layer) {
    return GlobMatcher.of(match).matches(layer);
  }

  /** Whether the pattern spells out a layer's name. */
  public boolean names(String layer) {
    return GlobMatcher.of(match).names(layer);
  }
}
