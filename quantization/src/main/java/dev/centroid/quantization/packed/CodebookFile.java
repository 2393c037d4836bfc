package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.util.List;

/**
 * One layer's centroids as the codebook service and the artifact store hold them while they train:
 * a safetensors file with {@code centroids} F32 {@code [K, blockSize]}.
 */
public final class CodebookFile {

  private static final String CENTROIDS = "centroids";
  private static final String NAME = "codebook";

  private CodebookFile() {}

  /** The file; its bytes are a pure function of the codebook. */
  public static byte[] toBytes(Codebook codebook) {
    List<Long> shape = List.of((long) codebook.size(), (long) codebook.blockSize());
    return new SafetensorsWriter().addFloats(CENTROIDS, shape, codebook.centroids()).toBytes();
  }

  /**
   * @throws InvalidInputException when it is not such a file
   */
  public static Codebook parse(byte[] content) {
    SafetensorsFile file = SafetensorsFile.parse(content, NAME);
    TensorInfo centroids = file.require(CENTROIDS);
    if (centroids.dtype() != DType.F32
        || centroids.shape().size() != 2
        || centroids.elements() == 0) {
      throw new InvalidInputException(
          NAME
              + ": centroids are "
              + centroids.dtype()
              + " "
              + centroids.shape()
              + ", not F32 [K, blockSize]; quantize the layer again");
    }
    return new Codebook(Math.toIntExact(centroids.shape().get(1)), file.floats(CENTROIDS));
  }
}
