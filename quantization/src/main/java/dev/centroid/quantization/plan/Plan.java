package dev.centroid.quantization.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a recipe will do to a model; a value that can be printed, compared and sent.
 *
 * @param layers every parameter and buffer of the model, in the model's order
 * @param groupNames the recipe's groups, in order
 * @param modelBytes bytes of the model file as given
 * @param floatWeightBytes bytes of all parameters as the model holds them, buffers not counted
 * @param packedFileBytes exact predicted bytes of the packed file, header included
 * @param notes what a reader should know, e.g. widths that a block size does not divide
 */
public record Plan(
    List<LayerPlan> layers,
    List<String> groupNames,
    long modelBytes,
    long floatWeightBytes,
    long packedFileBytes,
    List<String> notes) {

  public Plan {
    layers = List.copyOf(layers);
    groupNames = List.copyOf(groupNames);
    notes = List.copyOf(notes);
  }

  /** The same plan, with more for its reader to know. */
  public Plan withNotes(Notes more) {
    return new Plan(
        layers,
        groupNames,
        modelBytes,
        floatWeightBytes,
        packedFileBytes,
        Stream.concat(notes.stream(), more.lines().stream()).toList());
  }

  /** The layers to be compressed in a group, in the model's order. */
  public List<LayerPlan> layersOfGroup(int group) {
    return layers.stream()
        .filter(layer -> layer.quantization().filter(q -> q.group() == group).isPresent())
        .toList();
  }
}
