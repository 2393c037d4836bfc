package dev.centroid.quantization.activation;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.NearestNames;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Notes;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.recipe.ActivationSettings;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.torchscript.ModuleInfo;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which layers quantize their inputs: those that the recipe's pattern matches and whose weight is
 * compressed, or tied to one that is.
 *
 * @param modules paths of the modules
 * @param notes what a reader of the plan should know of those that do not
 */
record ActivationLayers(List<String> modules, Notes notes) {

  private static final String WEIGHT = "weight";
  private static final int NAMES_SHOWN = 5;
  private static final Set<LayerKind> KINDS =
      EnumSet.of(
          LayerKind.LINEAR,
          LayerKind.CONV1D,
          LayerKind.CONV2D,
          LayerKind.CONV3D,
          LayerKind.CONV_TRANSPOSE1D,
          LayerKind.CONV_TRANSPOSE2D,
          LayerKind.CONV_TRANSPOSE3D);

  ActivationLayers {
    modules = List.copyOf(modules);
  }

  /**
   * @throws InvalidInputException if a layer that the pattern spells out cannot quantize its input,
   *     or no layer can
   */
  static ActivationLayers choose(
      ActivationSettings settings, Plan plan, TorchScriptArchive archive) {
    List<LayerPlan> compressed = compressed(plan);
    List<LayerPlan> matched =
        compressed.stream().filter(layer -> settings.matches(layer.name())).toList();
    if (matched.isEmpty()) {
      throw new InvalidInputException(
          "activations.match '"
              + settings.match()
              + "' matches no compressed layer; the nearest are "
              + String.join(
                  ", ",
                  NearestNames.to(
                      settings.match(),
                      compressed.stream().map(LayerPlan::name).toList(),
                      NAMES_SHOWN)));
    }
    Map<String, ModuleInfo> modules = archive.modules();
    List<String> chosen = new ArrayList<>();
    Notes notes = new Notes();
    for (LayerPlan layer : matched) {
      Optional<String> reason = reasonAgainst(layer, modules);
      if (reason.isEmpty()) {
        chosen.add(module(layer));
      } else if (settings.names(layer.name())) {
        throw new InvalidInputException(
            "activations.match names layer "
                + layer.name()
                + ", whose input cannot be quantized: "
                + reason.get()
                + "; leave it out");
      } else {
        notes.add(layer.name(), "input stays float: " + reason.get());
      }
    }
    if (chosen.isEmpty()) {
      throw new InvalidInputException(
          "activations: the input of no layer can be quantized ("
              + String.join("; ", notes.lines())
              + "); remove activations from the recipe");
    }
    return new ActivationLayers(chosen, notes);
  }

  private static List<LayerPlan> compressed(Plan plan) {
    Set<String> holders =
        plan.layers().stream()
            .filter(layer -> layer.status() == LayerPlan.Status.COMPRESSED)
            .map(LayerPlan::tensor)
            .collect(Collectors.toSet());
    return plan.layers().stream()
        .filter(layer -> holders.contains(layer.tiedTo().orElseGet(layer::tensor)))
        .toList();
  }

  private static Optional<String> reasonAgainst(LayerPlan layer, Map<String, ModuleInfo> modules) {
    ModuleInfo module = modules.get(module(layer));
    if (!KINDS.contains(layer.kind()) || !isWeight(layer) || module == null) {
      return Optional.of("only Linear and convolutions multiply an input with their weight");
    }
    if (!module.forwardRuns()) {
      return Optional.of("its forward never runs: the code of another module uses its weight");
    }
    if (InputQuantizer.isTaken(module.code())) {
      return Optional.of("it has an attribute or method of a name that is needed");
    }
    return InputQuantizer.inputOf(module.code()).isPresent()
        ? Optional.empty()
        : Optional.of("its forward does not tell which tensor is multiplied with the weight");
  }

  private static boolean isWeight(LayerPlan layer) {
    return layer.tensor().equals(WEIGHT) || layer.tensor().endsWith("." + WEIGHT);
  }

  private static String module(LayerPlan layer) {
    return layer.tensor().substring(0, Math.max(0, layer.tensor().lastIndexOf('.')));
  }
}
