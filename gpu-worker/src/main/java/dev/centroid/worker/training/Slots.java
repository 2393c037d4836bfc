package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.QuantNoise;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.engine.TorchParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    this.pending =
        layers.pending().stream().collect(Collectors.toMap(LayerPlan::tensor, Function.identity()));
  }

  /** One slot for each parameter, in the model's order. */
  List<Slot> of(TorchModel model) {
    return model.parameters().stream().map(this::slot).toList();
  }

  private Slot slot(TorchParameter parameter) {
    LayerWeight layer = quantized.get(parameter.path());
    if (layer != null) {
      return new CentroidSlot(
          manager, layer.plan().name(), parameter, layer.weight(), settings.centroidRateFactor());
    }
    LayerPlan plan = pending.get(parameter.path());
    return plan == null
        ? new FloatSlot(parameter)
        : settings
            .noise()
            .<Slot>map(noise -> noised(parameter, plan, noise))
            .orElseGet(() -> new FloatSlot(parameter));
  }

  private Slot noised(TorchParameter parameter, LayerPlan plan, NoiseSettings noise) {
    BlockLayout layout =
        BlockLayout.of(plan.shape(), plan.quantization().orElseThrow().blockSize());
    Optional<QuantizedWeight> codebook =
        Optional.ofNullable(nearest.get(parameter.path())).map(LayerWeight::weight);
    return new NoisedSlot(
        manager,
        parameter,
        new QuantNoise(noise, layout, plan.name(), seed),
        codebook,
        settings.phase());
  }

  private static Map<String, LayerWeight> byTensor(List<LayerWeight> layers) {
    return layers.stream()
        .collect(Collectors.toMap(layer -> layer.plan().tensor(), Function.identity()));
  }
}
