package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.worker.data.Batch;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A slice of fine-tuning. Each step writes effective weights into the model, runs it forward and
 * backward, and maps the gradients back to the masters, which the optimizer changes.
 *
 * <p>Cut into slices anywhere, the steps give the same bits: what goes from one to the next is in
 * {@link #state()} and {@link #codebooks()}, and all randomness is keyed by the step.
 *
 * <p>As one of several shards it takes batches and random numbers of its own, and its state has the
 * changes of the centroids, too; {@link ShardMean} makes one state of those of all shards.
 */
public final class FineTuning implements AutoCloseable {

  private final TorchEngine engine;
  private final TorchModel model;
  private final TuningSettings settings;
  private final TuningData data;
  private final Optional<Teacher> teacher;
  private final long seed;
  private final NDManager manager;
  private final List<Slot> slots;
  private final List<Memory> memories;
  private final Optimizer optimizer;
  private final LossHistory before;
  private final List<Float> losses = new ArrayList<>();

  /**
   * @param model with the state's parameters and buffers in it; closed by whoever loaded it
   * @param teacher present when the loss needs one
   * @param seed of the job
   * @param state after the step before
   */
  public FineTuning(
      TorchEngine engine,
      TorchModel model,
      TuningSettings settings,
      TuningLayers layers,
      TuningData data,
      Optional<Teacher> teacher,
      long seed,
      TrainingState state) {
    this.engine = engine;
    this.model = model;
    this.settings = settings;
    this.data = data;
    this.teacher = teacher;
    this.seed = seed;
    this.manager = model.newStep();
    this.slots = new Slots(manager, seed, settings, layers).of(model);
    UpdateRule rule = UpdateRule.of(settings.optimizer());
    TrainingState resumed = state.forPhase(settings.phase());
    this.memories = slots.stream().map(slot -> Memory.of(manager, slot, rule, resumed)).toList();
    this.optimizer = new Optimizer(settings.optimizer(), memories);
    this.before = state.history();
  }

  /**
   * One step.
   *
   * @param number of the step in its phase
   * @return the loss before the update
   * @throws InvalidInputException if the loss is not finite: the recipe's rate is too high
   */
  public double step(int number) {
    int draw = settings.shard().draw(number);
    try (NDManager step = model.newStep()) {
      Batch batch = data.batch(step, draw);
      slots.forEach(slot -> slot.prepare(step, draw));
      Optional<NDArray> target = teacher.map(source -> source.logits(step, number, batch.inputs()));
      engine.seed(
          CounterRandom.of(seed, Purpose.ENGINE, settings.phase().coordinate(), draw).nextLong());
      NDArray logits = Losses.rows(model.forward(batch.inputs(), ForwardMode.TRAINING));
      NDArray loss = Losses.of(settings.loss(), logits, batch.labels(), target);
      model.backward(loss);
      optimizer.update(step, draw, settings.rateAt(number));
      model.zeroGradients();
      return remember(number, loss.getFloat());
    }
  }

  private double remember(int number, float loss) {
    if (!Float.isFinite(loss)) {
      throw new InvalidInputException(
          "fine-tuning diverged: the loss of step "
              + number
              + " is "
              + loss
              + "; lower learningRate or set clipNorm in the recipe");
    }
    losses.add(loss);
    return loss;
  }

  /** Mean loss over the steps of this slice. */
  public double meanLoss() {
    return losses.stream().mapToDouble(Float::doubleValue).average().orElse(Double.NaN);
  }

  /** The centroids of every quantized layer as they are now, by layer name. */
  public Map<String, Codebook> codebooks() {
    Map<String, Codebook> codebooks = new LinkedHashMap<>();
    centroidSlots().forEach(slot -> codebooks.put(slot.layer(), slot.codebook()));
    return codebooks;
  }

  private Stream<CentroidSlot> centroidSlots() {
    return slots.stream().filter(CentroidSlot.class::isInstance).map(CentroidSlot.class::cast);
  }

  /** What the next slice goes on from; a pure function of the steps done. */
  public byte[] state() {
    TrainingStateBuilder state = new TrainingStateBuilder();
    state.metadata(TrainingState.PHASE, settings.phase().name());
    slots.forEach(slot -> slot.describe(state));
    if (settings.shard().isPart()) {
      centroidSlots().forEach(slot -> state.delta(slot.layer(), slot.delta()));
    }
    ModelBuffers.of(model).forEach(state::buffer);
    memories.forEach(memory -> memory.describe(state));
    float[] further = new float[losses.size()];
    for (int i = 0; i < further.length; i++) {
      further[i] = losses.get(i);
    }
    state.history(before.with(further, settings.group()));
    return state.toBytes();
  }

  @Override
  public void close() {
    manager.close();
  }
}
