package dev.centroid.quantization.packed;

import dev.centroid.quantization.scalar.AffineGrid;
import dev.centroid.quantization.scalar.ScalarLayout;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Weights of intN as bytes: for each grid its scale (F32) and zero (I32), then codes. */
final class ScalarCodec {

  static final int GRID_BYTES = Float.BYTES + Integer.BYTES;

  private ScalarCodec() {}

  static long bytes(ScalarLayout layout, StoredCodes codes) {
    return Math.addExact(gridBytes(layout), codes.bytes());
  }

  static long gridBytes(ScalarLayout layout) {
    return Math.multiplyExact((long) layout.grids(), GRID_BYTES);
  }

  static ByteBuffer encode(ScalarWeight weight, StoredCodes codes) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.toIntExact(bytes(weight.layout(), codes)))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (AffineGrid grid : weight.grids()) {
      data.putFloat(grid.scale()).putInt(grid.zero());
    }
    return data.put(codes.encode(weight.codes())).rewind();
  }

  /**
   * @param data as many bytes as grids and codes take
   * @throws IllegalArgumentException when a scale, a zero or an unused bit is not as it should be
   */
  static ScalarWeight decode(ByteBuffer data, ScalarLayout layout, StoredCodes codes) {
    ByteBuffer bytes = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<AffineGrid> grids = new ArrayList<>();
    for (int grid = 0; grid < layout.grids(); grid++) {
      grids.add(new AffineGrid(bytes.getFloat(), bytes.getInt(), codes.bits()));
    }
    byte[] stored = new byte[bytes.remaining()];
    bytes.get(stored);
    return new ScalarWeight(layout, grids, codes.decode(stored));
  }
}
