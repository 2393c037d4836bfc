package dev.centroid.protocol.task;

import java.util.List;

/**
 * What a recipe and a model ask for, as far as the order of tasks depends on it: all that the
 * coordinator needs to know of them.
 *
 * @param metric name of the metric, {@code accuracy} or {@code perplexity}
 * @param floatSteps steps of fine-tuning before the first group; 0 for none
 * @param floatNoiseRefreshSteps steps between refreshes of the noise's codebooks in the float phase
 *     (an epoch); 0 without exact phi_PQ noise
 * @param groups groups in order
 * @param distillation whether tuning needs teacher logits
 * @param tuningNoiseCodebooks whether tuning needs codebooks of layers that are still float
 * @param sliceSteps steps of one slice
 * @param recalibrate whether BatchNorm statistics, and ranges of quantized activations, are
 *     re-estimated
 * @param layerCount entries of the plan
 * @param modelBytes bytes of the model file
 * @param floatWeightBytes bytes of all parameters
 * @param packedFileBytes predicted bytes of the packed file
 * @param notes of the plan
 */
public record JobProgram(
    String metric,
    int floatSteps,
    int floatNoiseRefreshSteps,
    List<GroupProgram> groups,
    boolean distillation,
    boolean tuningNoiseCodebooks,
    int sliceSteps,
    boolean recalibrate,
    int layerCount,
    long modelBytes,
    long floatWeightBytes,
    long packedFileBytes,
    List<String> notes) {

  public JobProgram {
    groups = List.copyOf(groups);
    notes = List.copyOf(notes);
  }

  /**
   * @param name the group's name
   * @param layers indices in the plan
   * @param steps fine-tuning steps after it
   */
  public record GroupProgram(String name, List<Integer> layers, int steps) {
    public GroupProgram {
      layers = List.copyOf(layers);
    }
  }

  /** Fine-tuning steps after quantization, over all groups. */
  public int tuningSteps() {
    return groups.stream().mapToInt(GroupProgram::steps).sum();
  }
}
