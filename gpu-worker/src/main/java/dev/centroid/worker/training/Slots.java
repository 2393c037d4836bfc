package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.QuantNoise;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.quantization.scalar.ScalarNoise;
import dev.centroid.worker.engine.HostTensor;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.engine.TorchParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Decides how each parameter of a model is trained. */
final class Slots {

  private final NDManager manager;
  private final long seed;
  private final TuningSettings settings;
  private final Map<String, LayerWeight> quantized;
  private final Map<String, LayerPlan> pending;
  private final Map<String, LayerWeight> nearest;
  private final LayerDrop layerDrop;
  private final Set<String> removed;

  /**
   * @param manager owns what the slots keep
   * @param seed of the job
   * @param layers of the model
   */
  Slots(NDManager manager, long seed, TuningSettings settings, TuningLayers layers) {
    this.manager = manager;
    this.seed = seed;
    this.settings = settings;
    this.quantized = byTensor(layers.quantized());
    this.nearest = byTensor(layers.nearest());
    this.layerDrop = layers.layerDrop();
    this.removed = layers.removed();
    this.pending =
        layers.pending().stream().collect(Collectors.toMap(LayerPlan::tensor, Function.identity()));
  }

  /**
   * One slot for each parameter, in the model's order; none for those that are removed, and none
   * for those that are intN already, whose values stay as they are.
   */
  List<Slot> of(TorchModel model) {
    return model.parameters().stream()
        .filter(parameter -> !removed.contains(parameter.path()))
        .map(this::slot)
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Slot> slot(TorchParameter parameter) {
    Optional<Slot> kept = undropped(parameter);
    return layerDrop
        .branchOf(parameter.path())
        .map(branch -> kept.<Slot>map(slot -> droppable(parameter, slot, branch)))
        .orElse(kept);
  }

  private Slot droppable(TorchParameter parameter, Slot kept, String branch) {
    boolean output = layerDrop.isOutput(parameter.path());
    // Zeros are written into the model's own tensor, which must not be the master.
    Slot apart = output && kept instanceof FloatSlot ? new CopiedSlot(manager, parameter) : kept;
    return new DroppedSlot(apart, parameter, output, step -> layerDrop.drops(branch, step));
  }

  private Optional<Slot> undropped(TorchParameter parameter) {
    LayerWeight layer = quantized.get(parameter.path());
    if (layer == null) {
      return Optional.of(floatSlot(parameter));
    }
    if (layer.weight() instanceof QuantizedWeight weight) {
      return Optional.of(
          new CentroidSlot(
              manager, layer.plan().name(), parameter, weight, settings.centroidRateFactor()));
    }
    HostTensor staging = HostTensor.ofFloats(Math.toIntExact(parameter.value().size()));
    staging.floats().put(layer.weight().decode());
    parameter.write(staging.as(manager, parameter.value().getShape()));
    return Optional.empty();
  }

  private Slot floatSlot(TorchParameter parameter) {
    LayerPlan plan = pending.get(parameter.path());
    return plan == null
        ? new FloatSlot(parameter)
        : settings
            .noise()
            .<Slot>map(noise -> noised(parameter, plan, noise))
            .orElseGet(() -> new FloatSlot(parameter));
  }

  private Slot noised(TorchParameter parameter, LayerPlan plan, NoiseSettings noise) {
    Quantization quantization = plan.quantization().orElseThrow();
    NoiseSettings own = quantization.noiseRate().map(noise::withRate).orElse(noise);
    WeightNoise ofLayer =
        quantization instanceof Quantization.Product product
            ? blockNoise(plan, product, own)
            : entryNoise(plan, (Quantization.Scalar) quantization, own);
    return new NoisedSlot(new CopiedSlot(manager, parameter), parameter, ofLayer, settings.phase());
  }

  private WeightNoise blockNoise(
      LayerPlan plan, Quantization.Product product, NoiseSettings noise) {
    BlockLayout layout = BlockLayout.of(plan.shape(), product.blockSize());
    Optional<QuantizedWeight> codebook =
        Optional.ofNullable(nearest.get(plan.tensor()))
            .map(LayerWeight::weight)
            .map(QuantizedWeight.class::cast);
    QuantNoise blocks = new QuantNoise(noise, layout, plan.name(), seed);
    return (step, master, effective) -> blocks.apply(step, master, effective, codebook);
  }

  private WeightNoise entryNoise(LayerPlan plan, Quantization.Scalar scalar, NoiseSettings noise) {
    return new ScalarNoise(scalar.scheme(), scalar.layout(), noise.rate(), plan.name(), seed)
        ::apply;
  }

  private static Map<String, LayerWeight> byTensor(List<LayerWeight> layers) {
    return layers.stream()
        .collect(Collectors.toMap(layer -> layer.plan().tensor(), Function.identity()));
  }
}
