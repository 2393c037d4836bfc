package dev.centroid.worker.data;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.util.Optional;

/** Class indices, one or a row of them for each example. */
public final class Labels {

  private static final String LABELS = "labels";

  private final String file;
  private final long[] values;
  private final int perExample;

  private Labels(String file, long[] values, int perExample) {
    this.file = file;
    this.values = values;
    this.perExample = perExample;
  }

  /**
   * @param file its name, for messages
   * @param examples of the file
   * @throws InvalidInputException if there are labels that are not whole numbers of the shape [N]
   *     or [N, T]
   */
  static Optional<Labels> of(SafetensorsFile content, String file, long examples) {
    Optional<TensorInfo> found = content.find(LABELS);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TensorInfo info = found.get();
    int axes = info.shape().size();
    if (axes < 1 || axes > 2 || info.shape().get(0) != examples || info.elements() == 0) {
      throw new InvalidInputException(
          file
              + ": tensor 'labels' has the shape "
              + info.shape()
              + ", but there are "
              + examples
              + " examples; it must be ["
              + examples
              + "] or ["
              + examples
              + ", T]");
    }
    if (info.dtype().isFloatingPoint()) {
      throw new InvalidInputException(
          file + ": tensor 'labels' is " + info.dtype() + "; store class indices, e.g. I64");
    }
    return Optional.of(
        new Labels(file, content.longs(LABELS), Math.toIntExact(info.elements() / examples)));
  }

  /** Labels of one example. */
  public int perExample() {
    return perExample;
  }

  /** One label. */
  long at(int example, int position) {
    return values[example * perExample + position];
  }

  /**
   * Checks that every label is a class.
   *
   * @param classes of the model: the last axis of its logits
   * @throws InvalidInputException naming the first that is not
   */
  public void checkWithin(long classes) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= classes) {
        throw new InvalidInputException(
            file
                + ": label "
                + values[i]
                + " of example "
                + i / perExample
                + " is out of range, the model has "
                + classes
                + " classes (0 to "
                + (classes - 1)
                + "); correct the labels");
      }
    }
  }
}
