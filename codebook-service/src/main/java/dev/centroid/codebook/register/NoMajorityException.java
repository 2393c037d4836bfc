package dev.centroid.codebook.register;

/** Too few nodes answered. What was asked may have been done all the same, and may be repeated. */
public final class NoMajorityException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message says how many nodes answered and how many must
   */
  public NoMajorityException(String message) {
    super(message);
  }
}
