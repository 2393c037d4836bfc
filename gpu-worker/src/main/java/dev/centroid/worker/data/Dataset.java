package dev.centroid.worker.data;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation.Padding;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Optional;

/** Examples of a data file, as the model takes them. */
public final class Dataset {

  private static final String INPUTS = "inputs";

  private final String file;
  private final DataSettings settings;
  private final List<Long> exampleShape;
  private final int examples;
  private final int exampleSize;
  private final RawValues inputs;
  private final Normalization normalization;
  private final Optional<Labels> labels;

  private Dataset(
      String file,
      DataSettings settings,
      TensorInfo info,
      RawValues inputs,
      int exampleSize,
      Optional<Labels> labels) {
    this.file = file;
    this.settings = settings;
    this.exampleShape = info.shape().subList(1, info.shape().size());
    this.examples = Math.toIntExact(info.shape().get(0));
    this.exampleSize = exampleSize;
    this.inputs = inputs;
    this.normalization =
        new Normalization(
            settings, exampleShape.isEmpty() ? 1 : Math.toIntExact(exampleShape.get(0)), file);
    this.labels = labels;
  }

  /**
   * Checks a data file as far as it can be checked without the model.
   *
   * @param name of the file, for messages
   * @throws InvalidInputException if {@code inputs} is missing or empty, does not fit the settings,
   *     or if {@code labels} is there but not one, or one row, for each example
   */
  public static Dataset of(SafetensorsFile content, String name, DataSettings settings) {
    TensorInfo info = content.require(INPUTS);
    if (info.shape().isEmpty() || info.elements() == 0) {
      throw new InvalidInputException(
          name + ": tensor 'inputs' has no examples; its first axis must count them");
    }
    if (info.elements() > Integer.MAX_VALUE - 8) {
      throw new InvalidInputException(
          name + ": tensor 'inputs' has more than 2^31 elements; split the file");
    }
    boolean fractions = info.dtype().isFloatingPoint();
    if (settings.type() == InputType.INT64 && fractions) {
      throw new InvalidInputException(
          name
              + ": tensor 'inputs' is "
              + info.dtype()
              + ", but the recipe's data.dtype is int64; store whole numbers, or set float32");
    }
    if (settings.augmentation().isActive() && info.shape().size() != 4) {
      throw new InvalidInputException(
          name
              + ": tensor 'inputs' has the shape "
              + info.shape()
              + ", but data.augment needs images [N, C, H, W]; remove it from the recipe");
    }
    int exampleSize = Math.toIntExact(info.elements() / info.shape().get(0));
    return new Dataset(
        name,
        settings,
        info,
        RawValues.of(name, info, content.data(INPUTS)),
        exampleSize,
        Labels.of(content, name, info.shape().get(0)));
  }

  /** The file's name, for messages. */
  public String file() {
    return file;
  }

  /** Number of examples N. */
  public int examples() {
    return examples;
  }

  /** Shape of one example. */
  public List<Long> exampleShape() {
    return exampleShape;
  }

  /** Elements of one example. */
  public int exampleSize() {
    return exampleSize;
  }

  /** The element type that the model takes. */
  public InputType inputType() {
    return settings.type();
  }

  /** The labels, if the file has any. */
  public Optional<Labels> labels() {
    return labels;
  }

  /**
   * The labels.
   *
   * @param purpose what they are needed for, for the message
   * @throws InvalidInputException if the file has none
   */
  public Labels requireLabels(String purpose) {
    return labels.orElseThrow(
        () ->
            new InvalidInputException(
                file + ": has no tensor 'labels', which " + purpose + " needs; add it"));
  }

  /** Appends one example, normalised and placed, to float inputs. */
  void putFloats(int example, Placement placement, FloatBuffer target) {
    if (placement.equals(Placement.IDENTITY)) {
      int channels = exampleShape.isEmpty() ? 1 : Math.toIntExact(exampleShape.get(0));
      int plane = exampleSize / channels;
      int source = example * exampleSize;
      for (int channel = 0; channel < channels; channel++) {
        for (int i = 0; i < plane; i++) {
          target.put(normalization.apply(channel, inputs.at(source++)));
        }
      }
    } else {
      putPlaced(example, placement, target);
    }
  }

  private void putPlaced(int example, Placement placement, FloatBuffer target) {
    int channels = Math.toIntExact(exampleShape.get(0));
    int height = Math.toIntExact(exampleShape.get(1));
    int width = Math.toIntExact(exampleShape.get(2));
    for (int channel = 0; channel < channels; channel++) {
      int plane = example * exampleSize + channel * height * width;
      float outside = placement.padding() == Padding.ZERO ? normalization.apply(channel, 0) : 0;
      for (int row = 0; row < height; row++) {
        int fromRow = row + placement.down();
        for (int column = 0; column < width; column++) {
          int seen = placement.mirrored() ? width - 1 - column : column;
          int fromColumn = seen + placement.right();
          boolean inside =
              fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
          target.put(
              inside
                  ? normalization.apply(channel, inputs.at(plane + fromRow * width + fromColumn))
                  : outside);
        }
      }
    }
  }

  /** Appends one example to index inputs. */
  void putLongs(int example, LongBuffer target) {
    for (int i = 0; i < exampleSize; i++) {
      target.put((long) inputs.at(example * exampleSize + i));
    }
  }
}
