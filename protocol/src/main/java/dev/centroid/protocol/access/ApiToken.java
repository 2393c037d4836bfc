package dev.centroid.protocol.access;

import dev.centroid.quantization.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** The token that callers must send. Kept as a digest only, so that nothing can print it. */
final class ApiToken {

  private static final int SHORTEST = 16;

  /** What a header may carry: {@code b64token} of RFC 6750. */
  private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final byte[] digest;

  private ApiToken(byte[] digest) {
    this.digest = digest;
  }

  /**
   * Takes a token that somebody chose.
   *
   * @param origin the setting or file that it is of; begins the message of an error
   * @throws InvalidInputException if it is shorter than 16 characters or cannot be sent in a header
   */
  static ApiToken parse(String text, String origin) {
    if (text.length() < SHORTEST) {
      throw new InvalidInputException(
          origin
              + ": the token has "
              + text.length()
              + " characters; give one of at least "
              + SHORTEST
              + ", e.g. of `openssl rand -hex 32`");
    }
    if (!SENDABLE.matcher(text).matches()) {
      throw new InvalidInputException(
          origin
              + ": the token has characters that a header cannot carry; use letters, digits and"
              + " - . _ ~ + / only, and = at its end");
    }
    return new ApiToken(digestOf(text));
  }

  /** Takes the same time whatever is sent: digests tell nothing of where texts differ. */
  boolean matches(String sent) {
    return MessageDigest.isEqual(digest, digestOf(sent));
  }

  private static byte[] digestOf(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
