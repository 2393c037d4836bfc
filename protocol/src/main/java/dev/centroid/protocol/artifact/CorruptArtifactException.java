package dev.centroid.protocol.artifact;

import java.io.IOException;

/** The bytes stored under a digest do not have that digest. */
public final class CorruptArtifactException extends IOException {

  private static final long serialVersionUID = 1L;

  public CorruptArtifactException(Digest expected, Digest actual, String store) {
    super(
        "the blob "
            + expected
            + " in the artifact store "
            + store
            + " has the digest "
            + actual
            + ": the disk or somebody changed it; remove it and run the job again");
  }
}
