package dev.centroid.protocol.artifact;

import java.io.IOException;

/**
 * A blob could not be written to where this process keeps blobs, most often because the disk is
 * full. Another process, or this one once there is space, may well do it.
 */
public final class NotStoredException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message says how large the blob is, where it was to go, and what to do
   * @param cause what writing it met
   */
  public NotStoredException(String message, IOException cause) {
    super(message, cause);
  }
}
