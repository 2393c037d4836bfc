package dev.centroid.protocol.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of jobs: a repeated request is the same job. */
public final class JobId {

  private static final int BYTES = 12;

  private JobId() {}

  /**
   * The job of a submission event.
   *
   * @param source the event's {@code ce_source}
   * @param id the event's {@code ce_id}
   */
  public static String of(String source, String id) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      // The length keeps (source, id) pairs apart that would concatenate to the same text.
      sha256.update((source.length() + ":" + source + id).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
