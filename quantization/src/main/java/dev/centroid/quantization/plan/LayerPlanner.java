package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Plans one tensor after another and collects what a reader of the plan should know. */
final class LayerPlanner {

  private static final int DIVISORS_SHOWN = 12;

  private final RuleSelection selection;
  private final CentroidType centroidType;
  private final Notes notes = new Notes();

  LayerPlanner(RuleSelection selection, CentroidType centroidType) {
    this.selection = selection;
    this.centroidType = centroidType;
  }

  List<String> notes() {
    return notes.lines();
  }

  LayerPlan plan(int index, ModelTensor tensor) {
    if (tensor.tiedTo().isPresent()) {
      return tied(index, tensor, tensor.tiedTo().get());
    }
    Optional<ChosenRule> rule = selection.ruleFor(tensor);
    return rule.isPresent() ? compressed(index, tensor, rule.get()) : kept(index, tensor);
  }

  private LayerPlan tied(int index, ModelTensor tensor, String target) {
    return entry(
        index,
        tensor,
        Status.TIED,
        "shares its data with " + target,
        Optional.empty(),
        Optional.of(target),
        0,
        0);
  }

  private LayerPlan kept(int index, ModelTensor tensor) {
    long bytes = tensor.info().bytes();
    return entry(
        index,
        tensor,
        Status.KEPT,
        tensor.reasonToKeep(),
        Optional.empty(),
        Optional.empty(),
        bytes,
        bytes);
  }

  private LayerPlan compressed(int index, ModelTensor tensor, ChosenRule chosen) {
    BlockLayout layout = layout(tensor, chosen);
    int blocks = layout.blockCount();
    int centroids = Math.min(chosen.rule().centroids(), blocks);
    if (layout.rowWidth() % layout.blockSize() != 0) {
      notes.add(
          tensor.layerName(),
          ("a row has %d entries, which blockSize %d does not divide; the last block of each row"
                  + " has %d")
              .formatted(layout.rowWidth(), layout.blockSize(), layout.lastBlockLength()));
    }
    if (centroids < chosen.rule().centroids()) {
      notes.add(
          tensor.layerName(),
          "has %d blocks only; centroids lowered from %d to %d"
              .formatted(blocks, chosen.rule().centroids(), centroids));
    }
    PackedEntry packed =
        new PackedEntry.Compressed(tensor.info(), layout.blockSize(), centroids, centroidType);
    return entry(
        index,
        tensor,
        Status.COMPRESSED,
        chosen.description(),
        Optional.of(
            new Quantization(
                chosen.groupIndex(),
                layout.blockSize(),
                centroids,
                blocks,
                BitPacking.bitsFor(centroids))),
        Optional.empty(),
        tensor.info().bytes(),
        packed.storedBytes());
  }

  private static BlockLayout layout(ModelTensor tensor, ChosenRule chosen) {
    int blockSize = chosen.rule().blockSize();
    if (tensor.info().elements() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "layer %s has %d entries, more than %d; leave it out of %s"
              .formatted(
                  tensor.layerName(),
                  tensor.info().elements(),
                  Integer.MAX_VALUE,
                  chosen.description()));
    }
    BlockLayout layout = BlockLayout.of(tensor.shape(), blockSize);
    if (blockSize > layout.rowWidth()) {
      throw new InvalidInputException(
          ("layer %s: blockSize %d of %s is larger than a row, which has %d entries; use one of its"
                  + " divisors %s")
              .formatted(
                  tensor.layerName(),
                  blockSize,
                  chosen.description(),
                  layout.rowWidth(),
                  divisors(layout.rowWidth())));
    }
    return layout;
  }

  /** The largest divisors of a width, in ascending order. */
  private static String divisors(int width) {
    List<String> descending =
        IntStream.rangeClosed(1, width)
            .filter(divisor -> width % divisor == 0)
            .boxed()
            .sorted(Comparator.reverseOrder())
            .limit(DIVISORS_SHOWN)
            .sorted()
            .map(String::valueOf)
            .toList();
    return String.join(", ", descending);
  }

  private static LayerPlan entry(
      int index,
      ModelTensor tensor,
      Status status,
      String reason,
      Optional<Quantization> quantization,
      Optional<String> tiedTo,
      long originalBytes,
      long packedBytes) {
    return new LayerPlan(
        index,
        tensor.layerName(),
        tensor.path(),
        tensor.kind(),
        tensor.shape(),
        !tensor.parameter(),
        status,
        reason,
        quantization,
        tiedTo,
        originalBytes,
        packedBytes);
  }
}
