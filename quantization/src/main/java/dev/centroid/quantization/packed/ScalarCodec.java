package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.scalar.AffineGrid;
import dev.centroid.quantization.scalar.ScalarLayout;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Weights of intN as bytes: for each grid its scale (F32) and zero (I32), then packed codes. */
final class ScalarCodec {

  static final int GRID_BYTES = Float.BYTES + Integer.BYTES;

  private ScalarCodec() {}

  static long bytes(ScalarLayout layout, int bits) {
    return Math.addExact(
        Math.multiplyExact((long) layout.grids(), GRID_BYTES),
        BitPacking.packedBytes(layout.entries(), bits));
  }

  static ByteBuffer encode(ScalarWeight weight) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.toIntExact(bytes(weight.layout(), weight.bits())))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (AffineGrid grid : weight.grids()) {
      data.putFloat(grid.scale()).putInt(grid.zero());
    }
    return data.put(BitPacking.pack(weight.codes(), weight.bits())).rewind();
  }

  /**
   * @param data as many bytes as layout and bits take
   * @throws IllegalArgumentException when a scale, a zero or an unused bit is not as it should be
   */
  static ScalarWeight decode(ByteBuffer data, ScalarLayout layout, int bits) {
    ByteBuffer bytes = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<AffineGrid> grids = new ArrayList<>();
    for (int grid = 0; grid < layout.grids(); grid++) {
      grids.add(new AffineGrid(bytes.getFloat(), bytes.getInt(), bits));
    }
    byte[] packed = new byte[bytes.remaining()];
    bytes.get(packed);
    BitPacking.requireZeroPadding(packed, bits, layout.entries());
    return new ScalarWeight(layout, grids, BitPacking.unpack(packed, bits, layout.entries()));
  }
}
