package dev.centroid.quantization.recipe;

import java.util.Optional;

/**
 * Chooses layers by name and kind and says how they are quantized.
 *
 * @param match glob over the whole layer name: {@code *} stands for any characters but dots, {@code
 *     **} for any characters, {@code ?} for one, {@code {a,b}} for either
 * @param kind only layers of this kind, if given
 * @param scheme how they are compressed
 * @param noiseRate rate of Quant-Noise of these layers, in [0, 1], instead of the rate that the
 *     noise settings give
 */
public record LayerRule(
    String match, Optional<LayerKind> kind, Scheme scheme, Optional<Double> noiseRate) {

  public LayerRule {
    Checks.name("match", match);
    GlobMatcher.of(match);
    noiseRate.ifPresent(rate -> Checks.between("noiseRate", rate, 0, 1));
  }

  /** Whether the pattern matches a layer's whole name, whatever its kind. */
  public boolean matchesName(String layer) {
    return GlobMatcher.of(match).matches(layer);
  }

  /** Whether the rule is meant for layers of this kind. */
  public boolean acceptsKind(LayerKind layerKind) {
    return kind.isEmpty() || kind.get() == layerKind;
  }
}
