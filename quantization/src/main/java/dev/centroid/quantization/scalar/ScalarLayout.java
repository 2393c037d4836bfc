package dev.centroid.quantization.scalar;

import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import java.util.List;

/**
 * Which entries of a flattened weight share a grid: {@code grids} stretches of {@code length}
 * entries each, one after another.
 *
 * @param grids number of grids, at least 1
 * @param length entries that share one, at least 1
 */
public record ScalarLayout(int grids, int length) {

  public ScalarLayout {
    if (grids < 1 || length < 1) {
      throw new IllegalArgumentException(
          "%d grids of %d entries are not a weight".formatted(grids, length));
    }
  }

  /**
   * The layout of a weight.
   *
   * @param shape with at least one entry
   * @throws ArithmeticException when it has 2^31 entries or more
   */
  public static ScalarLayout of(List<Long> shape, Granularity per) {
    int entries = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    return switch (per) {
      case TENSOR -> new ScalarLayout(1, entries);
      case CHANNEL -> {
        int channels = Math.toIntExact(shape.get(0));
        yield new ScalarLayout(channels, entries / channels);
      }
    };
  }

  /** Number of entries of the weight. */
  public int entries() {
    return Math.multiplyExact(grids, length);
  }

  void requireEntries(float[] values, String what) {
    if (values.length != entries()) {
      throw new IllegalArgumentException(
          "%s has %d entries, not %d".formatted(what, values.length, entries()));
    }
  }
}
