package dev.centroid.quantization.packed;

import java.util.List;

/**
 * How the inputs of compressed layers are quantized.
 *
 * @param bits of an entry, 2 to 8
 * @param rate probability that an entry is quantized in training
 * @param momentum share of the newest batch in the moving average of the range
 */
public record ActivationCoding(int bits, double rate, double momentum) {

  private static final int PARTS = 3;
  private static final int FEWEST_BITS = 2;
  private static final int MOST_BITS = 8;

  public ActivationCoding {
    if (bits < FEWEST_BITS || bits > MOST_BITS) {
      throw new IllegalArgumentException("activations have 2 to 8 bits, not " + bits);
    }
    if (!(rate >= 0 && rate <= 1 && momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException("rate and momentum of activations are at most 1");
    }
  }

  /** {@code BITS/RATE/MOMENTUM}. */
  String text() {
    return bits + "/" + rate + "/" + momentum;
  }

  /**
   * @throws IllegalArgumentException if the text is not {@code BITS/RATE/MOMENTUM}
   */
  static ActivationCoding parse(String text) {
    List<String> parts = List.of(text.split("/", -1));
    try {
      if (parts.size() == PARTS) {
        return new ActivationCoding(
            Integer.parseInt(parts.get(0)),
            Double.parseDouble(parts.get(1)),
            Double.parseDouble(parts.get(2)));
      }
    } catch (NumberFormatException notNumber) {
      throw new IllegalArgumentException("activations are BITS/RATE/MOMENTUM", notNumber);
    }
    throw new IllegalArgumentException("activations are BITS/RATE/MOMENTUM");
  }
}
