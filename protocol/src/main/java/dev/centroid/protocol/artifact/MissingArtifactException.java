package dev.centroid.protocol.artifact;

import java.io.IOException;

/** There is no blob of that digest in the store. */
public final class MissingArtifactException extends IOException {

  private static final long serialVersionUID = 1L;

  public MissingArtifactException(Digest digest, String store) {
    super(
        "no blob "
            + digest
            + " in the artifact store "
            + store
            + "; was it put there, or was it removed?");
  }
}
