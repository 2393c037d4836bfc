package dev.centroid.quantization.scalar;

import dev.centroid.quantization.recipe.ScalarScheme;
import java.util.ArrayList;
import java.util.List;

/** Scalar quantization of a weight (paper section 3.1), a pure function of weight and scheme. */
public final class ScalarQuantizer {

  private ScalarQuantizer() {}

  /**
   * Quantizes a weight.
   *
   * @param weight the flattened weight, finite; only read
   * @param layout which entries share a grid
   * @param scheme bits of a code, and how each grid's range is found
   */
  public static ScalarWeight quantize(float[] weight, ScalarLayout layout, ScalarScheme scheme) {
    List<AffineGrid> grids = grids(weight, layout, scheme);
    int[] codes = new int[weight.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = grids.get(i / layout.length()).encode(weight[i]);
    }
    return new ScalarWeight(layout, grids, codes);
  }

  /**
   * Quantizes values on one grid from the least to the greatest.
   *
   * @param values finite, at least one; only read
   * @param bits of a code
   */
  public static ScalarWeight toNearest(float[] values, int bits) {
    return quantize(
        values,
        new ScalarLayout(1, values.length),
        new ScalarScheme(
            bits,
            ScalarScheme.Granularity.TENSOR,
            new ScalarScheme.Range(ScalarScheme.RangeMethod.MIN_MAX, ScalarScheme.Range.ALL)));
  }

  /** The grid of each stretch of the layout. */
  static List<AffineGrid> grids(float[] weight, ScalarLayout layout, ScalarScheme scheme) {
    layout.requireEntries(weight, "the weight");
    List<AffineGrid> grids = new ArrayList<>();
    for (int grid = 0; grid < layout.grids(); grid++) {
      int from = grid * layout.length();
      grids.add(ValueRange.of(weight, from, from + layout.length(), scheme).grid(scheme.bits()));
    }
    return grids;
  }
}
