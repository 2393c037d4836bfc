package dev.centroid.worker.training;

import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.worker.data.Phase;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that goes from one slice of fine-tuning to the next, centroids and codes apart. As a
 * blob it is a safetensors file:
 *
 * <ul>
 *   <li>{@code parameter/PATH}: master of each parameter that is not quantized
 *   <li>{@code buffer/PATH}: each buffer
 *   <li>{@code optimizer/MOMENT/KEY}: each moment; KEY is a parameter's path, or {@code
 *       centroids/LAYER}
 *   <li>{@code optimizer/updates/KEY}: I64 [1], how often it was updated
 *   <li>{@code history/loss}: F32, the loss of every step so far
 *   <li>{@code history/group}: I64, for each step the index of the group it follows, -1 before the
 *       first
 *   <li>{@code delta/LAYER}: of one shard of several, F32 [K, blockSize], the change of a layer's
 *       centroids in its slice
 *   <li>metadata {@code phase}: of the optimizer's state, which does not outlive its phase
 * </ul>
 */
public final class TrainingState {

  static final String PARAMETER = "parameter/";
  static final String BUFFER = "buffer/";
  static final String OPTIMIZER = "optimizer/";
  static final String UPDATES = OPTIMIZER + "updates/";
  static final String DELTA = "delta/";
  static final String LOSSES = "history/loss";
  static final String GROUPS = "history/group";
  static final String PHASE = "phase";

  /** The model as given. */
  public static final TrainingState INITIAL =
      new TrainingState(SafetensorsFile.parse(new TrainingStateBuilder().toBytes(), "no state"));

  private final SafetensorsFile content;

  private TrainingState(SafetensorsFile content) {
    this.content = content;
  }

  /**
   * Reads a state.
   *
   * @throws dev.centroid.quantization.InvalidInputException if it is not a safetensors file
   */
  public static TrainingState parse(byte[] bytes) {
    return new TrainingState(SafetensorsFile.parse(bytes, "training state"));
  }

  /** Parameters and buffers, by path: what is to be put into the model as given. */
  public Map<String, ByteBuffer> modelTensors() {
    Map<String, ByteBuffer> tensors = new LinkedHashMap<>();
    for (TensorInfo info : content.tensors()) {
      for (String prefix : new String[] {PARAMETER, BUFFER}) {
        if (info.name().startsWith(prefix)) {
          tensors.put(info.name().substring(prefix.length()), content.data(info.name()));
        }
      }
    }
    return tensors;
  }

  /** A parameter's master, if this state has it. */
  public Optional<float[]> parameter(String path) {
    return floats(PARAMETER + path);
  }

  /** The loss of every step so far. */
  LossHistory history() {
    return floats(LOSSES)
        .map(losses -> new LossHistory(losses, content.longs(GROUPS)))
        .orElse(LossHistory.NONE);
  }

  /** The same state, its optimizer's part forgotten unless it is of the phase. */
  TrainingState forPhase(Phase phase) {
    if (phase.name().equals(content.metadata().get(PHASE))) {
      return this;
    }
    TrainingStateBuilder kept = new TrainingStateBuilder();
    content.tensors().stream()
        .filter(info -> !info.name().startsWith(OPTIMIZER))
        .forEach(info -> kept.add(info, content.data(info.name())));
    return parse(kept.toBytes());
  }

  /** The same state with other buffers. */
  byte[] withBuffers(Map<TensorInfo, ByteBuffer> buffers) {
    TrainingStateBuilder changed = new TrainingStateBuilder();
    content.metadata().forEach(changed::metadata);
    content.tensors().stream()
        .filter(info -> !info.name().startsWith(BUFFER))
        .forEach(info -> changed.add(info, content.data(info.name())));
    buffers.forEach(changed::buffer);
    return changed.toBytes();
  }

  SafetensorsFile content() {
    return content;
  }

  Optional<float[]> moment(String name, String key) {
    return floats(OPTIMIZER + name + "/" + key);
  }

  int updates(String key) {
    return content
        .find(UPDATES + key)
        .map(info -> Math.toIntExact(content.longs(info.name())[0]))
        .orElse(0);
  }

  private Optional<float[]> floats(String name) {
    return content.find(name).map(info -> content.floats(info.name()));
  }
}
