package dev.centroid.standalone.command;

import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.client.JobClient;
import dev.centroid.standalone.progress.ProgressDisplay;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs that earlier commands left unfinished in a home. */
record UnfinishedJobs(JobClient client, ProgressDisplay display) {

  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedJobs.class);

  /** Pauses each but one, and says how it is resumed. */
  void pauseAllExcept(String jobId) throws IOException, InterruptedException {
    for (JobView other : client.jobs()) {
      if (other.status() == JobStatus.RUNNING && !other.jobId().equals(jobId)) {
        pause(other.jobId());
      }
    }
  }

  private void pause(String jobId) throws IOException, InterruptedException {
    try {
      client.order(jobId, JobClient.Order.PAUSE);
      display.say(
          "job %s was left unfinished and is paused; run its command again, or `centroid resume %s`"
                  .formatted(jobId, jobId)
              + " while `centroid serve` runs, to resume it");
    } catch (InvalidInputException e) {
      LOG.info("a job ended before it could be paused: job={} reason={}", jobId, e.getMessage());
    }
  }
}
