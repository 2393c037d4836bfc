package dev.centroid.coordinator.stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobSubmission;

/** What comes to the desk of jobs. */
sealed interface JobCommand {

  /** What a user wants. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Submit.class, name = "submit"),
    @JsonSubTypes.Type(value = Order.class, name = "order"),
  })
  sealed interface OfUser extends JobCommand {}

  /** A job was asked for. */
  record Submit(JobSubmission submission) implements OfUser {}

  /** Something is wanted of a job that is under way. */
  record Order(JobOrder order) implements OfUser {}

  /** A worker told something. */
  record Tell(TaskEvent event) implements JobCommand {}
}
