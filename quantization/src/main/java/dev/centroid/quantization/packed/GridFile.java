package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.scalar.AffineGrid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The grids of one layer of intN as the codebook service and the artifact store hold them: a
 * safetensors file with {@code scales} F32 {@code [grids]} and {@code zeros} I32 {@code [grids]}.
 */
public final class GridFile {

  private static final String SCALES = "scales";
  private static final String ZEROS = "zeros";
  private static final String NAME = "grids";

  private GridFile() {}

  /** The file; its bytes are a pure function of the grids. */
  public static byte[] toBytes(List<AffineGrid> grids) {
    List<Long> shape = List.of((long) grids.size());
    float[] scales = new float[grids.size()];
    ByteBuffer zeros =
        ByteBuffer.allocate(grids.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < scales.length; i++) {
      scales[i] = grids.get(i).scale();
      zeros.putInt(grids.get(i).zero());
    }
    return new SafetensorsWriter()
        .addFloats(SCALES, shape, scales)
        .add(new TensorInfo(ZEROS, DType.I32, shape), zeros.rewind())
        .toBytes();
  }

  /**
   * @param bits of a code
   * @throws InvalidInputException when it is not such a file
   */
  public static List<AffineGrid> parse(byte[] content, int bits) {
    SafetensorsFile file = SafetensorsFile.parse(content, NAME);
    float[] scales = file.floats(SCALES);
    long[] zeros = file.longs(ZEROS);
    if (scales.length != zeros.length) {
      throw new InvalidInputException(
          NAME
              + ": "
              + scales.length
              + " scales for "
              + zeros.length
              + " zeros; quantize the layer again");
    }
    List<AffineGrid> grids = new ArrayList<>();
    for (int i = 0; i < scales.length; i++) {
      grids.add(new AffineGrid(scales[i], Math.toIntExact(zeros[i]), bits));
    }
    return grids;
  }
}
