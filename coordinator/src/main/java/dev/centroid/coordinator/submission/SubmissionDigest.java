package dev.centroid.coordinator.submission;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.view.JobSubmission;
import java.nio.charset.StandardCharsets;

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
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
