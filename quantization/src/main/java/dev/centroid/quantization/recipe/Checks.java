package dev.centroid.quantization.recipe;

import dev.centroid.quantization.Printable;

/** The checks of recipe values; a parser catches what they throw and adds the line. */
final class Checks {

  private Checks() {}

  static void that(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  static void name(String name, String value) {
    that(!value.isBlank(), name + ": must not be blank");
    that(Printable.isPlain(value), name + ": must not hold line breaks or control characters");
  }

  static void atLeast(String name, long value, long least) {
    that(value >= least, name + ": must be at least " + least + ", but is " + value);
  }

  static void between(String name, double value, double least, double most) {
    that(
        value >= least && value <= most,
        name + ": must be between " + least + " and " + most + ", but is " + value);
  }
}
