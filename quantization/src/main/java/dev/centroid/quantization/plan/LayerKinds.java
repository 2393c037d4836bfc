package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.recipe.LayerKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which kind of layer a PyTorch module class is. */
final class LayerKinds {

  private static final String MODULES = "torch.nn.modules.";

  private static final Map<String, LayerKind> BY_CLASS =
      Map.ofEntries(
          Map.entry("linear.Linear", LayerKind.LINEAR),
          // The output projection inside MultiheadAttention.
          Map.entry("linear.NonDynamicallyQuantizableLinear", LayerKind.LINEAR),
          Map.entry("conv.Conv1d", LayerKind.CONV1D),
          Map.entry("conv.Conv2d", LayerKind.CONV2D),
          Map.entry("conv.Conv3d", LayerKind.CONV3D),
          Map.entry("conv.ConvTranspose1d", LayerKind.CONV_TRANSPOSE1D),
          Map.entry("conv.ConvTranspose2d", LayerKind.CONV_TRANSPOSE2D),
          Map.entry("conv.ConvTranspose3d", LayerKind.CONV_TRANSPOSE3D),
          Map.entry("sparse.Embedding", LayerKind.EMBEDDING),
          Map.entry("sparse.EmbeddingBag", LayerKind.EMBEDDING),
          Map.entry("activation.MultiheadAttention", LayerKind.ATTENTION));

  private static final Set<String> NORM_MODULES =
      Set.of("batchnorm", "normalization", "instancenorm");
  private static final String RECURRENT_MODULE = "rnn";

  /** Classes without an entry above that people write by their short name. */
  private static final List<String> FURTHER_CLASSES =
      List.of(
          "batchnorm.BatchNorm1d",
          "batchnorm.BatchNorm2d",
          "batchnorm.BatchNorm3d",
          "normalization.LayerNorm",
          "normalization.GroupNorm",
          "normalization.RMSNorm",
          "instancenorm.InstanceNorm1d",
          "instancenorm.InstanceNorm2d",
          "instancenorm.InstanceNorm3d",
          "rnn.RNN",
          "rnn.GRU",
          "rnn.LSTM",
          "module.Module");

  private LayerKinds() {}

  /**
   * The qualified name of a class.
   *
   * @param tensor that it owns, for messages
   * @param name with its package, or of {@code torch.nn} by its short name
   * @throws InvalidInputException when a short name is none of {@code torch.nn}'s
   */
  static String qualified(String tensor, String name) {
    if (name.contains(".")) {
      return name;
    }
    Map<String, String> shortNames = new TreeMap<>();
    Stream.concat(BY_CLASS.keySet().stream(), FURTHER_CLASSES.stream())
        .forEach(local -> shortNames.put(local.substring(local.indexOf('.') + 1), local));
    return Optional.ofNullable(shortNames.get(name))
        .map(MODULES::concat)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "tensor %s: module %s is no class of torch.nn with parameters; it is one of %s,"
                            .formatted(
                                Printable.quoted(tensor),
                                Printable.quoted(name),
                                String.join(", ", shortNames.keySet()))
                        + " or, for a class of your own, its name with its package"));
  }

  /**
   * @param moduleType qualified class
   */
  static boolean isBatchNorm(String moduleType) {
    return moduleType.startsWith(MODULES + "batchnorm.");
  }

  /**
   * @param moduleType qualified class, e.g. {@code torch.nn.modules.conv.Conv2d}
   */
  static LayerKind of(String moduleType) {
    if (!moduleType.startsWith(MODULES)) {
      return LayerKind.OTHER;
    }
    String local = moduleType.substring(MODULES.length());
    String module = local.substring(0, Math.max(0, local.indexOf('.')));
    if (NORM_MODULES.contains(module)) {
      return LayerKind.NORM;
    }
    if (module.equals(RECURRENT_MODULE)) {
      return LayerKind.RECURRENT;
    }
    return BY_CLASS.getOrDefault(local, LayerKind.OTHER);
  }
}
