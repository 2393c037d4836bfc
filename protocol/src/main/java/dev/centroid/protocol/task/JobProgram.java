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
 * @param floatRecalibration whether BatchNorm statistics are re-estimated after the float phase
 * @param groups groups in order
 * @param distillation whether tuning needs teacher logits
 * @param tuningNoiseRefreshSteps the same while layers of later groups are tuned as float layers
 * @param undecided whether the recipe leaves choices that a byte budget decides before anything
 *     else; the rest is of the first choices then
 * @param fisherWeights whether k-means needs the sensitivity of weights
 * @param sliceSteps steps of one slice
 * @param shards data-parallel shards of fine-tuning, which are averaged after each slice; 1 for
 *     none
 * @param recalibrate whether BatchNorm statistics, and ranges of quantized activations, are
 *     re-estimated at the end
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
    boolean floatRecalibration,
    List<GroupProgram> groups,
    boolean distillation,
    int tuningNoiseRefreshSteps,
    boolean undecided,
    boolean fisherWeights,
    int sliceSteps,
    int shards,
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
   * @param productLayers those of them that are product-quantized, and so have codebooks
   * @param steps fine-tuning steps after it
   */
  public record GroupProgram(
      String name, List<Integer> layers, List<Integer> productLayers, int steps) {
    public GroupProgram {
      layers = List.copyOf(layers);
      productLayers = List.copyOf(productLayers);
    }
  }

  /** Fine-tuning steps after quantization, over all groups. */
  public int tuningSteps() {
    return groups.stream().mapToInt(GroupProgram::steps).sum();
  }
}
