package dev.centroid.quantization;

import java.util.Objects;

/**
 * Something a user gave (a model, a data file, a recipe, a setting) cannot be used. The message is
 * one line that says what was wrong, where, and what to do about it; it is shown to the user as it
 * is.
 */
public final class InvalidInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: the file, field or layer, what is wrong with it, and what to do
   */
  public InvalidInputException(String message) {
    super(Objects.requireNonNull(message, "message"));
  }

  /**
   * @param message one line: the file, field or layer, what is wrong with it, and what to do
   * @param cause what was thrown underneath
   */
  public InvalidInputException(String message, Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
  }
}
