package dev.centroid.artifact.s3;

import java.io.IOException;

/** There is no such object. */
public final class MissingObjectException extends IOException {

  private static final long serialVersionUID = 1L;

  MissingObjectException(BucketObject object, Throwable cause) {
    super(object + " is not there; was it removed, or its bucket?", cause);
  }
}
