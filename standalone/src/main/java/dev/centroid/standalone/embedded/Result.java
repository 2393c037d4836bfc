package dev.centroid.standalone.embedded;

import java.util.Optional;

/**
 * How the application ended.
 *
 * @param code its exit code
 * @param error what it threw, if anything
 */
record Result(int code, Optional<Throwable> error) {

  int codeOrThrow() throws Exception {
    if (error.isPresent()) {
      Throwable thrown = error.get();
      if (thrown instanceof Exception exception) {
        throw exception;
      }
      throw new IllegalStateException(thrown);
    }
    return code;
  }
}
