package dev.centroid.standalone.job;

import dev.centroid.coordinator.submission.SubmissionDigest;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.view.JobId;
import dev.centroid.protocol.view.JobSubmission;
import java.io.IOException;

/**
 * A job of the command line: the same inputs, recipe, seed and threads are the same job.
 *
 * @param submission what is asked for
 */
public record CommandLineJob(JobSubmission submission) {

  /** The {@code ce_source} of its submission. */
  public static final String SOURCE = "centroid:command-line";

  /**
   * Puts the files into a store and names the job.
   *
   * @throws IOException if a file could not be read or stored
   */
  public static CommandLineJob store(JobFiles files, long seed, int threads, ArtifactStore store)
      throws IOException {
    JobInputs inputs =
        new JobInputs(
            store.put(files.model()),
            store.put(files.train()),
            store.put(files.evaluation()),
            store.put(files.recipe()));
    return new CommandLineJob(new JobSubmission(inputs, seed, threads));
  }

  /** The {@code ce_id} of its submission. */
  public String id() {
    return SubmissionDigest.of(submission);
  }

  /** The job's name everywhere. */
  public String jobId() {
    return JobId.of(SOURCE, id());
  }
}
