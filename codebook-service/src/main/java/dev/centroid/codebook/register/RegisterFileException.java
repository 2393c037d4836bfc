package dev.centroid.codebook.register;

/** A register could not be kept. It may be so all the same after the next start. */
public final class RegisterFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message says where it is to be kept, and why it is not
   */
  public RegisterFileException(String message) {
    super(message);
  }

  /**
   * @param message says where it is to be kept, and what to do
   * @param cause what went wrong
   */
  public RegisterFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
