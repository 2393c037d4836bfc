package dev.centroid.protocol.codebook;

/**
 * A version of a codebook is there already with another content, or the version expected is not the
 * newest.
 */
public final class CodebookConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message names job, layer, versions and both digests
   */
  public CodebookConflictException(String message) {
    super(message);
  }
}
