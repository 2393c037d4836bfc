package dev.centroid.protocol.view;

import dev.centroid.protocol.artifact.Sha256;
import java.nio.charset.StandardCharsets;

/** Names of jobs: a repeated request is the same job. */
public final class JobId {

  private static final int HEX_DIGITS = 24;

  private JobId() {}

  /**
   * The job of a submission event.
   *
   * @param source the event's {@code ce_source}
   * @param id the event's {@code ce_id}
   */
  public static String of(String source, String id) {
    // The length keeps (source, id) pairs apart that would concatenate to the same text.
    String name = source.length() + ":" + source + id;
    return Sha256.of(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HEX_DIGITS);
  }
}
