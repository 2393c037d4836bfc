package dev.centroid.protocol.codebook;

/** The codebook service cannot be reached or cannot answer now; trying again later may help. */
public final class CodebookUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message says which service and what to do
   * @param cause what was thrown underneath
   */
  public CodebookUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
