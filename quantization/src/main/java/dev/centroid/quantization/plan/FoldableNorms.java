package dev.centroid.quantization.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Batch norms whose statistics can be folded into their weight and bias, since in evaluation all
 * four amount to one scale and shift a channel. The statistics then have one value each: mean 0,
 * variance 1, and no batch counted.
 */
public final class FoldableNorms {

  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";
  private static final String MEAN = ".running_mean";
  private static final String VARIANCE = ".running_var";
  private static final Map<String, Integer> FILLS =
      Map.of(MEAN, 0, VARIANCE, 1, ".num_batches_tracked", 0);

  private final Map<String, Double> epsilons;

  private FoldableNorms(Map<String, Double> epsilons) {
    this.epsilons = epsilons;
  }

  static FoldableNorms none() {
    return new FoldableNorms(Map.of());
  }

  /** Batch norms that have all four on their own and use their statistics in evaluation. */
  static FoldableNorms of(List<ModelTensor> tensors) {
    // What several norms share cannot take in the statistics of each.
    Set<String> shared =
        tensors.stream().flatMap(tensor -> tensor.holder().stream()).collect(Collectors.toSet());
    Set<String> own =
        tensors.stream()
            .filter(tensor -> tensor.holder().isEmpty() && !shared.contains(tensor.path()))
            .filter(tensor -> tensor.removedWith().isEmpty())
            .filter(tensor -> tensor.dtype().isFloatingPoint())
            .map(ModelTensor::path)
            .collect(Collectors.toSet());
    Map<String, Double> epsilons = new LinkedHashMap<>();
    for (ModelTensor tensor : tensors) {
      if (tensor.path().endsWith(VARIANCE) && tensor.normEpsilon().isPresent()) {
        String module = prefix(tensor.path(), VARIANCE);
        if (Stream.of(WEIGHT, BIAS, MEAN, VARIANCE).allMatch(part -> own.contains(module + part))) {
          epsilons.put(module, tensor.normEpsilon().get());
        }
      }
    }
    return new FoldableNorms(epsilons);
  }

  /** The value that all entries of a statistic have then; empty for any other tensor. */
  Optional<Integer> fill(ModelTensor tensor) {
    return FILLS.entrySet().stream()
        .filter(fill -> tensor.path().endsWith(fill.getKey()))
        .filter(fill -> epsilons.containsKey(prefix(tensor.path(), fill.getKey())))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * Weights and biases with the statistics folded in.
   *
   * @param tensors gives the values of a tensor by its path
   * @return by path
   */
  Map<String, float[]> fold(TensorSource tensors) {
    Map<String, float[]> folded = new LinkedHashMap<>();
    epsilons.forEach(
        (module, epsilon) -> {
          NormFolding.ScaleShift result =
              NormFolding.fold(
                  tensors.floats(module + WEIGHT),
                  tensors.floats(module + BIAS),
                  tensors.floats(module + MEAN),
                  tensors.floats(module + VARIANCE),
                  epsilon);
          folded.put(module + WEIGHT, result.weight());
          folded.put(module + BIAS, result.bias());
        });
    return folded;
  }

  private static String prefix(String path, String suffix) {
    return path.substring(0, path.length() - suffix.length());
  }

  /** Gives values of tensors. */
  @FunctionalInterface
  public interface TensorSource {

    /** All entries of a tensor. */
    float[] floats(String path);
  }
}
