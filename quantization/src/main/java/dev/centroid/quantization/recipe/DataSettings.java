package dev.centroid.quantization.recipe;

import java.util.List;

/**
 * How raw data becomes the model's input: {@code (x * scale - mean[c]) / deviation[c]}, where c is
 * the channel (second axis). With {@link InputType#INT64} values are indices and pass unchanged.
 *
 * @param type the element type that the model takes
 * @param scale factor applied first, e.g. 1/255 for bytes
 * @param mean per channel, or one value for all, or empty for none
 * @param deviation per channel, or one value for all, or empty for none; each above 0
 * @param augmentation random changes of training images
 */
public record DataSettings(
    InputType type,
    double scale,
    List<Double> mean,
    List<Double> deviation,
    Augmentation augmentation) {

  /** Element types a model can take. */
  public enum InputType {
    FLOAT32,
    INT64
  }

  public DataSettings {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    Checks.that(Double.isFinite(scale) && scale != 0, "data.scale: must be finite and not 0");
    Checks.that(
        deviation.stream().allMatch(value -> value > 0), "data.deviation: each must be above 0");
    Checks.that(
        type == InputType.FLOAT32 || (scale == 1 && mean.isEmpty() && deviation.isEmpty()),
        "data: scale, mean and deviation apply to float32 only; remove them or set dtype: float32");
    Checks.that(
        type == InputType.FLOAT32 || augmentation.equals(Augmentation.NONE),
        "data.augment: applies to float32 images only; remove it");
  }

  /**
   * Seeded augmentation of images {@code [N, C, H, W]}.
   *
   * @param horizontalFlip mirror half of the images
   * @param padAndCrop pad by this many pixels on each side and crop back at random; 0 for none
   * @param padding what they are
   */
  public record Augmentation(boolean horizontalFlip, int padAndCrop, Padding padding) {

    /** Pixels that images are padded with. */
    public enum Padding {
      /** Raw zeros: black. */
      ZERO,
      /** The mean of each channel, which is what the model sees as 0. */
      MEAN
    }

    /** No augmentation. */
    public static final Augmentation NONE = new Augmentation(false, 0, Padding.ZERO);

    public Augmentation {
      Checks.atLeast("data.augment.padAndCrop", padAndCrop, 0);
    }

    /** Whether anything is changed at all. */
    public boolean isActive() {
      return horizontalFlip || padAndCrop > 0;
    }
  }
}
