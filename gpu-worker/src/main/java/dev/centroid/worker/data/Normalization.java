package dev.centroid.worker.data;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.DataSettings;
import java.util.List;

/** {@code (x * scale - mean[c]) / deviation[c]}, where c is the channel. */
final class Normalization {

  private final double scale;
  private final double[] mean;
  private final double[] deviation;

  /**
   * @param channels of an example: its first axis
   * @throws InvalidInputException if mean or deviation is neither one value nor one a channel
   */
  Normalization(DataSettings settings, int channels, String file) {
    this.scale = settings.scale();
    this.mean = perChannel("mean", settings.mean(), 0, channels, file);
    this.deviation = perChannel("deviation", settings.deviation(), 1, channels, file);
  }

  /** The model's input for a raw value. */
  float apply(int channel, double raw) {
    return (float) ((raw * scale - mean[channel]) / deviation[channel]);
  }

  private static double[] perChannel(
      String field, List<Double> values, double absent, int channels, String file) {
    if (values.size() > 1 && values.size() != channels) {
      throw new InvalidInputException(
          "recipe: data."
              + field
              + " has "
              + values.size()
              + " values, but the examples of "
              + file
              + " have "
              + channels
              + " channels; give one value, or one a channel");
    }
    double[] spread = new double[channels];
    for (int channel = 0; channel < channels; channel++) {
      spread[channel] = values.isEmpty() ? absent : values.get(values.size() == 1 ? 0 : channel);
    }
    return spread;
  }
}
