package dev.centroid.quantization.scalar;

import dev.centroid.quantization.CompressedWeight;
import java.util.Arrays;
import java.util.List;

/**
 * A weight as intN stores it: for each entry the code of a value of its grid.
 *
 * @param layout which entries share a grid
 * @param grids in the layout's order, all of as many bits
 * @param codes one an entry; held as they are, so they must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content
public record ScalarWeight(ScalarLayout layout, List<AffineGrid> grids, int[] codes)
    implements CompressedWeight {

  public ScalarWeight {
    grids = List.copyOf(grids);
    if (grids.size() != layout.grids() || codes.length != layout.entries()) {
      throw new IllegalArgumentException(
          "%d grids and %d codes for %d stretches of %d entries"
              .formatted(grids.size(), codes.length, layout.grids(), layout.length()));
    }
    int bits = grids.get(0).bits();
    if (grids.stream().anyMatch(grid -> grid.bits() != bits)) {
      throw new IllegalArgumentException("the grids of a weight have codes of one width");
    }
    for (int code : codes) {
      if (code >>> bits != 0) {
        throw new IllegalArgumentException("code %d is beyond %d bits".formatted(code, bits));
      }
    }
  }

  /** Bits of a code. */
  public int bits() {
    return grids.get(0).bits();
  }

  @Override
  public float[] decode() {
    float[] weight = new float[layout.entries()];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = decode(i);
    }
    return weight;
  }

  /** One entry of the decoded weight. */
  public float decode(int index) {
    return grids.get(index / layout.length()).decode(codes[index]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScalarWeight that
        && layout.equals(that.layout)
        && grids.equals(that.grids)
        && Arrays.equals(codes, that.codes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * layout.hashCode() + grids.hashCode()) + Arrays.hashCode(codes);
  }
}
