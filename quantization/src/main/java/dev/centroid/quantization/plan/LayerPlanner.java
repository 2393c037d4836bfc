package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.recipe.PackingSettings;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import dev.centroid.quantization.recipe.ProductScheme;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.scalar.ScalarLayout;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Plans one tensor after another and collects what a reader of the plan should know. */
final class LayerPlanner {

  private static final int DIVISORS_SHOWN = 12;

  private final RuleSelection selection;
  private final PackingSettings packing;
  private final FoldableNorms folded;
  private final Notes notes = new Notes();

  /**
   * @param folded norms whose statistics are folded away
   */
  LayerPlanner(RuleSelection selection, PackingSettings packing, FoldableNorms folded) {
    this.selection = selection;
    this.packing = packing;
    this.folded = folded;
  }

  /** Says what the codes' size depends on. */
  void noteCodes() {
    if (packing.codes() == CodeForm.ENTROPY) {
      notes.add(
          "packing",
          "codes are entropy-coded where that is smaller, so the file will have at most the bytes"
              + " planned");
    }
  }

  List<String> notes() {
    return notes.lines();
  }

  LayerPlan plan(int index, ModelTensor tensor) {
    if (tensor.removedWith().isPresent()) {
      return removed(index, tensor, tensor.removedWith().get());
    }
    if (tensor.holder().isPresent()) {
      return tied(index, tensor, tensor.holder().get());
    }
    Optional<Integer> fill = folded.fill(tensor);
    if (fill.isPresent()) {
      return filled(index, tensor, fill.get());
    }
    Optional<ChosenRule> rule = selection.ruleFor(tensor);
    return rule.isPresent() ? compressed(index, tensor, rule.get()) : kept(index, tensor);
  }

  private static LayerPlan filled(int index, ModelTensor tensor, int value) {
    return entry(
        index,
        tensor,
        Status.FILLED,
        "folded into weight and bias, then all " + value,
        Optional.empty(),
        Optional.empty(),
        Optional.of(value),
        tensor.info().bytes(),
        0);
  }

  private LayerPlan tied(int index, ModelTensor tensor, String target) {
    return entry(
        index,
        tensor,
        Status.TIED,
        (tensor.sharedWith().isPresent() ? "the recipe shares it with " : "shares its data with ")
            + target,
        Optional.empty(),
        Optional.of(target),
        Optional.empty(),
        originalBytes(tensor),
        0);
  }

  private LayerPlan removed(int index, ModelTensor tensor, String branch) {
    return entry(
        index,
        tensor,
        Status.REMOVED,
        "the recipe leaves out its branch " + branch,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        originalBytes(tensor),
        0);
  }

  private static long originalBytes(ModelTensor tensor) {
    return tensor.tiedTo().isPresent() ? 0 : tensor.info().bytes();
  }

  private LayerPlan kept(int index, ModelTensor tensor) {
    return entry(
        index,
        tensor,
        Status.KEPT,
        tensor.reasonToKeep(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        tensor.info().bytes(),
        PackedEntries.kept(tensor, packing).storedBytes());
  }

  private LayerPlan compressed(int index, ModelTensor tensor, ChosenRule chosen) {
    if (tensor.info().elements() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          "layer %s has %d entries, more than %d; leave it out of %s"
              .formatted(
                  tensor.layerName(),
                  tensor.info().elements(),
                  Integer.MAX_VALUE,
                  chosen.description()));
    }
    Quantization quantization =
        chosen.rule().scheme() instanceof ProductScheme product
            ? product(tensor, chosen, product)
            : scalar(tensor, chosen, (ScalarScheme) chosen.rule().scheme());
    return entry(
        index,
        tensor,
        Status.COMPRESSED,
        chosen.description(),
        Optional.of(quantization),
        Optional.empty(),
        Optional.empty(),
        tensor.info().bytes(),
        PackedEntries.compressed(tensor, quantization, packing).storedBytes());
  }

  private static Quantization scalar(ModelTensor tensor, ChosenRule chosen, ScalarScheme scheme) {
    return new Quantization.Scalar(
        chosen.groupIndex(),
        scheme,
        ScalarLayout.of(tensor.shape(), scheme.per()),
        chosen.rule().noiseRate());
  }

  private Quantization product(ModelTensor tensor, ChosenRule chosen, ProductScheme scheme) {
    BlockLayout layout = layout(tensor, chosen, scheme.blockSize());
    int blocks = layout.blockCount();
    int centroids = Math.min(scheme.centroids(), blocks);
    if (layout.rowWidth() % layout.blockSize() != 0) {
      notes.add(
          tensor.layerName(),
          ("a row has %d entries, which blockSize %d does not divide; the last block of each row"
                  + " has %d")
              .formatted(layout.rowWidth(), layout.blockSize(), layout.lastBlockLength()));
    }
    if (centroids < scheme.centroids()) {
      notes.add(
          tensor.layerName(),
          "has %d blocks only; centroids lowered from %d to %d"
              .formatted(blocks, scheme.centroids(), centroids));
    }
    return new Quantization.Product(
        chosen.groupIndex(),
        layout.blockSize(),
        centroids,
        blocks,
        BitPacking.bitsFor(centroids),
        scheme.permute() ? orderBytes(tensor, scheme.blockSize()) : 0,
        chosen.rule().noiseRate());
  }

  private long orderBytes(ModelTensor tensor, int blockSize) {
    if (ChannelOrder.matters(tensor.shape(), blockSize)) {
      return ChannelOrder.storedBytes(tensor.shape());
    }
    notes.add(
        tensor.layerName(),
        "is not permuted: its blocks of %d do not hold several of its input channels, but not all"
            .formatted(blockSize));
    return 0;
  }

  private static BlockLayout layout(ModelTensor tensor, ChosenRule chosen, int blockSize) {
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
      Optional<Integer> fill,
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
        fill,
        originalBytes,
        packedBytes);
  }
}
