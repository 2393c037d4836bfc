package dev.centroid.coordinator.submission;

import dev.centroid.protocol.view.JobSubmission;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a submission that was given none: the same for the same inputs, seed and threads. */
public final class SubmissionDigest {

  private SubmissionDigest() {}

  /** SHA-256 over all that a submission says, as hexadecimal digits. */
  public static String of(JobSubmission submission) {
    String text =
        String.join(
            "\n",
            submission.inputs().model().hex(),
            submission.inputs().train().hex(),
            submission.inputs().evaluation().hex(),
            submission.inputs().recipe().hex(),
            Long.toString(submission.seed()),
            Integer.toString(submission.threads()));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
