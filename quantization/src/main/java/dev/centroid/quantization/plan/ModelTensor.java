package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.TensorShape;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parameter or buffer of a model, as planning sees it.
 *
 * @param info its full path, element type and shape
 * @param moduleType qualified class of the owning module, e.g. {@code torch.nn.modules.conv.Conv2d}
 * @param parameter whether it is a parameter, not a buffer
 * @param tiedTo the tensor before it that holds its data in the model as given, if it has none of
 *     its own
 * @param normEpsilon what the owning module adds to the variance, when it is a batch norm that uses
 *     its statistics in evaluation
 * @param sharedWith the tensor before it that the recipe makes it one with, if any
 * @param removedWith the branch that the recipe leaves out with it, if any
 */
public record ModelTensor(
    TensorInfo info,
    String moduleType,
    boolean parameter,
    Optional<String> tiedTo,
    Optional<Double> normEpsilon,
    Optional<String> sharedWith,
    Optional<String> removedWith) {

  private static final String WEIGHT = ".weight";
  private static final String UNKNOWN_MODULE = "unknown";
  private static final List<String> NORM_BUFFERS =
      List.of("running_mean", "running_var", "num_batches_tracked");

  /** A tensor as the model has it, before the recipe is looked at. */
  public ModelTensor(
      TensorInfo info,
      String moduleType,
      boolean parameter,
      Optional<String> tiedTo,
      Optional<Double> normEpsilon) {
    this(info, moduleType, parameter, tiedTo, normEpsilon, Optional.empty(), Optional.empty());
  }

  /**
   * The tensors of an archive, in the model's order.
   *
   * @throws InvalidInputException when a tensor is a different view of data of another
   */
  public static List<ModelTensor> of(TorchScriptArchive archive) {
    Map<String, String> tied = archive.tied();
    SharedStorage.requireApart(
        archive.tensors().stream().filter(tensor -> !tied.containsKey(tensor.path())).toList());
    return archive.tensors().stream()
        .map(tensor -> of(tensor, Optional.ofNullable(tied.get(tensor.path()))))
        .toList();
  }

  /**
   * The tensors of a model that only its shapes are known of, in its order.
   *
   * @throws InvalidInputException naming a module class that is unknown
   */
  public static List<ModelTensor> ofShapes(List<TensorShape> shapes) {
    return shapes.stream()
        .map(
            shape ->
                new ModelTensor(
                    new TensorInfo(shape.name(), dtype(shape.type()), shape.shape()),
                    LayerKinds.qualified(shape.name(), shape.module()),
                    shape.parameter(),
                    shape.tiedTo(),
                    normEpsilon(shape)))
        .toList();
  }

  /**
   * The tensors of a checkpoint, of which names and shapes are all that is known: no kinds of
   * layers, no ties, and buffers only by the names that PyTorch's batch norms give them.
   */
  public static List<ModelTensor> ofCheckpoint(List<TensorInfo> tensors) {
    return tensors.stream()
        .map(
            info ->
                new ModelTensor(
                    info,
                    UNKNOWN_MODULE,
                    NORM_BUFFERS.stream().noneMatch(info.name()::endsWith),
                    Optional.empty(),
                    Optional.empty()))
        .toList();
  }

  /** Whether there is one is all that a plan asks for; this is PyTorch's default. */
  private static Optional<Double> normEpsilon(TensorShape shape) {
    String moduleType = LayerKinds.qualified(shape.name(), shape.module());
    return LayerKinds.isBatchNorm(moduleType) ? Optional.of(1e-5) : Optional.empty();
  }

  private static DType dtype(TensorShape.ElementType type) {
    return switch (type) {
      case FLOAT32 -> DType.F32;
      case FLOAT64 -> DType.F64;
      case FLOAT16 -> DType.F16;
      case BFLOAT16 -> DType.BF16;
      case INT64 -> DType.I64;
      case INT32 -> DType.I32;
      case INT16 -> DType.I16;
      case INT8 -> DType.I8;
      case UINT8 -> DType.U8;
      case BOOL -> DType.BOOL;
    };
  }

  private static ModelTensor of(ArchiveTensor tensor, Optional<String> tiedTo) {
    return new ModelTensor(
        new TensorInfo(tensor.path(), tensor.dtype(), tensor.shape()),
        tensor.moduleType(),
        tensor.parameter(),
        tiedTo,
        tensor.normEpsilon());
  }

  ModelTensor withSharedWith(String holder) {
    return new ModelTensor(
        info, moduleType, parameter, tiedTo, normEpsilon, Optional.of(holder), removedWith);
  }

  ModelTensor withRemovedWith(String branch) {
    return new ModelTensor(
        info, moduleType, parameter, tiedTo, normEpsilon, sharedWith, Optional.of(branch));
  }

  /** The tensor that holds its data in the packed file, if it has none of its own. */
  Optional<String> holder() {
    return sharedWith.or(() -> tiedTo);
  }

  String path() {
    return info.name();
  }

  DType dtype() {
    return info.dtype();
  }

  List<Long> shape() {
    return info.shape();
  }

  LayerKind kind() {
    return LayerKinds.of(moduleType);
  }

  /** The module's path when this is its weight, else the tensor's own path. */
  String layerName() {
    return path().endsWith(WEIGHT)
        ? path().substring(0, path().length() - WEIGHT.length())
        : path();
  }

  /** Names go into messages, terminals and pages; those that could disturb them are refused. */
  void requirePlainName() {
    if (!Printable.isPlain(path())) {
      throw new InvalidInputException(
          "tensor "
              + Printable.quoted(path())
              + ": its name holds control characters; rename it and save the model again");
    }
  }

  /** Whether it can be compressed at all: a float parameter of two dimensions or more. */
  boolean isCompressible() {
    return holder().isEmpty()
        && removedWith.isEmpty()
        && parameter
        && dtype().isFloatingPoint()
        && shape().size() >= 2
        && info.elements() > 0;
  }

  /** Why it is kept, when no rule has chosen it. */
  String reasonToKeep() {
    if (!parameter) {
      return "buffer";
    }
    if (!dtype().isFloatingPoint()) {
      return "holds " + dtype() + ", not floating-point numbers";
    }
    if (shape().size() < 2) {
      return shape().size() + "-D: biases and norms stay float";
    }
    return info.elements() == 0 ? "empty" : "no rule matches";
  }
}
