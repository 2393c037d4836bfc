package dev.centroid.coordinator.webhook;

import dev.centroid.quantization.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that an endpoint shares with us, and signatures by it ({@code v1} of Standard Webhooks:
 * HMAC with SHA-256). Has no form as text.
 */
final class WebhookSecret {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";
  private static final int SHORTEST_BYTES = 24;
  private static final int LONGEST_BYTES = 64;

  private final SecretKeySpec key;

  private WebhookSecret(SecretKeySpec key) {
    this.key = key;
  }

  /**
   * Takes a secret as Standard Webhooks writes it: base64, after {@code whsec_} or without.
   *
   * @param origin the setting or file that it is of; begins the message of an error
   * @throws InvalidInputException if it is no base64, or of fewer than 24 or more than 64 bytes
   */
  static WebhookSecret parse(String text, String origin) {
    byte[] bytes = decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text, origin);
    if (bytes.length < SHORTEST_BYTES || bytes.length > LONGEST_BYTES) {
      throw new InvalidInputException(
          origin
              + ": the secret has "
              + bytes.length
              + " bytes; give 24 to 64 in base64, e.g. of `openssl rand -base64 32`");
    }
    return new WebhookSecret(new SecretKeySpec(bytes, ALGORITHM));
  }

  private static byte[] decode(String base64, String origin) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message has a character of the secret.
      throw new InvalidInputException(
          origin + ": the secret is not base64; give one e.g. of `openssl rand -base64 32`");
    }
  }

  /**
   * Signs a message.
   *
   * @param id of the message
   * @param seconds since 1970, when it is sent
   */
  String sign(String id, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }
}
