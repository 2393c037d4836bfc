package dev.centroid.quantization.recipe;

import java.util.Optional;

/**
 * Chooses layers by name and kind and says how they are quantized.
 *
 * @param match glob over the whole layer name: {@code *} stands for any characters but dots, {@code
 *     **} for any characters, {@code ?} for one, {@code {a,b}} for either
 * @param kind only layers of this kind, if given
 * @param blockSize entries of a block, at least 1
 * @param centroids codebook size K, 2 to 65536
 */
public record LayerRule(String match, Optional<LayerKind> kind, int blockSize, int centroids) {

  /** Largest codebook. */
  public static final int MAX_CENTROIDS = 65_536;

  public LayerRule {
    Checks.name("match", match);
    GlobMatcher.of(match);
    Checks.atLeast("blockSize", blockSize, 1);
    Checks.that(
        centroids >= 2 && centroids <= MAX_CENTROIDS,
        "centroids: must be between 2 and " + MAX_CENTROIDS + ", but is " + centroids);
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
