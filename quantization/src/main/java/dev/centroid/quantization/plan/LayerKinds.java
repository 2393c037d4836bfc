package dev.centroid.quantization.plan;

import dev.centroid.quantization.recipe.LayerKind;
import java.util.Map;
import java.util.Set;

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

  private LayerKinds() {}

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
