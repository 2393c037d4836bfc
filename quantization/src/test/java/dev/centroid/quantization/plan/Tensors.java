package dev.centroid.quantization.plan;

import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tensors of models that exist in tests only. */
final class Tensors {

  private static final String MODULES = "torch.nn.modules.";

  private Tensors() {}

  static ModelTensor linear(String path, long... shape) {
    return tensor(path, "linear.Linear", true, DType.F32, shape);
  }

  static ModelTensor conv2d(String path, long... shape) {
    return tensor(path, "conv.Conv2d", true, DType.F32, shape);
  }

  static ModelTensor norm(String path, long... shape) {
    return tensor(path, "batchnorm.BatchNorm2d", true, DType.F32, shape);
  }

  static ModelTensor buffer(String path, DType dtype, long... shape) {
    return tensor(path, "batchnorm.BatchNorm2d", false, dtype, shape);
  }

  /** A tensor like another, which holds its data. */
  static ModelTensor tied(ModelTensor holder, String path, String target) {
    return new ModelTensor(
        new TensorInfo(path, holder.info().dtype(), holder.info().shape()),
        holder.moduleType(),
        holder.parameter(),
        Optional.of(target),
        Optional.empty());
  }

  static ModelTensor tensor(
      String path, String localType, boolean parameter, DType dtype, long... shape) {
    List<Long> extents = Arrays.stream(shape).boxed().toList();
    return new ModelTensor(
        new TensorInfo(path, dtype, extents),
        MODULES + localType,
        parameter,
        Optional.empty(),
        localType.startsWith("batchnorm") ? Optional.of(1e-5) : Optional.empty());
  }
}
