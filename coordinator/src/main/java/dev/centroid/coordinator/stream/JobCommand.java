package dev.centroid.coordinator.stream;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobSubmission;

/** What comes to the processor of jobs. */
sealed interface JobCommand {

  /** A job was asked for. */
  record Submit(JobSubmission submission) implements JobCommand {}

  /** A worker told something. */
  record Tell(TaskEvent event) implements JobCommand {}
}
