package dev.centroid.protocol.access;

/** The token that callers must send cannot be read now, so nobody can be let in. */
public final class TokenFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TokenFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
