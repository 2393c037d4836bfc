package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.safetensors.DType;
import java.util.List;
import java.util.Optional;

/**
 * A parameter or buffer of a TorchScript module, without its contents.
 *
 * @param path attribute names from the root, joined by dots, as in PyTorch's {@code state_dict}
 * @param moduleType qualified class of the owning module without mangling, for instance {@code
 *     torch.nn.modules.conv.Conv2d}
 * @param parameter whether it is a parameter; otherwise it is a buffer
 * @param dtype type of the elements
 * @param shape extent of each dimension
 * @param stride distance of neighbours in the storage, in elements, for each dimension
 * @param storageKey which storage of the archive holds it
 * @param storageOffset index in the storage of its first element
 * @param normEpsilon what the owning module adds to the variance, when it is a batch norm that uses
 *     its statistics in evaluation
 */
public record ArchiveTensor(
    String path,
    String moduleType,
    boolean parameter,
    DType dtype,
    List<Long> shape,
    List<Long> stride,
    String storageKey,
    long storageOffset,
    Optional<Double> normEpsilon) {

  /** Copies the lists. */
  public ArchiveTensor {
    shape = List.copyOf(shape);
    stride = List.copyOf(stride);
  }

  StridedView view() {
    return new StridedView(shape, stride, storageOffset);
  }
}
