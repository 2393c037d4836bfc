package dev.centroid.protocol.access;

/** Where the token is that callers must send. */
@FunctionalInterface
interface TokenSource {

  /**
   * The token as it is now.
   *
   * @throws TokenFileException if it cannot be read now
   */
  ApiToken current();
}
