package dev.centroid.quantization.budget;

/**
 * One way to store a layer.
 *
 * @param bytes that it adds to the file, at least 0
 * @param error that it adds to the model, at least 0
 */
public record Choice(long bytes, double error) {

  public Choice {
    if (bytes < 0 || !(error >= 0 && error <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "a choice needs bytes and a finite error of at least 0, but has %d and %s"
              .formatted(bytes, error));
    }
  }
}
