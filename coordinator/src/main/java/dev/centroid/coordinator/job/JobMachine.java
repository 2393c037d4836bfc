package dev.centroid.coordinator.job;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.view.JobSubmission;
import java.time.Instant;
import java.util.Optional;

/** What is to be done about an event, whatever state its job is in, if there is such a job. */
public final class JobMachine {

  private static final int FIRST_ATTEMPT = 1;

  private final JobPolicy policy;

  public JobMachine(JobPolicy policy) {
    this.policy = policy;
  }

  /** How it deals with every job. */
  public JobPolicy policy() {
    return policy;
  }

  /**
   * A job was asked for.
   *
   * @param state of the job of that id, if there is one
   * @param at when it was asked for
   */
  public Decision submitted(
      Optional<JobState> state, String jobId, JobSubmission submission, Instant at) {
    return state
        .map(known -> known.resubmitted(submission, at))
        .orElseGet(
            () ->
                Inspecting.begin(
                    new JobRequest(jobId, submission, at, FIRST_ATTEMPT),
                    /* layersLeftBehind= */ 0));
  }

  /**
   * A worker told something of a task.
   *
   * @param state of the task's job, if there is one
   * @param entries of that job
   */
  public Decision told(Optional<JobState> state, TaskEvent event, JobEntries entries) {
    return state.map(known -> told(known, event, entries)).orElseGet(Decision::unknownJob);
  }

  /**
   * A worker's process ended because a task made no progress.
   *
   * @param state of the task's job, if there is one
   * @param stalls of the task, this one included
   * @return how the job fails if that was too often; otherwise a decision that changes nothing
   */
  public Decision stalled(Optional<JobState> state, TaskEvent.Stalled event, TaskStalls stalls) {
    return state.map(known -> stalled(known, event, stalls)).orElseGet(Decision::unknownJob);
  }

  private static Decision stalled(JobState state, TaskEvent.Stalled event, TaskStalls stalls) {
    if (event.task().attempt() != state.attempt()) {
      return ofOtherAttempt(state, event);
    }
    return stalls
        .failureReason(event.task().taskId())
        .map(reason -> state.failed(failure(event.task(), event.at(), reason)))
        .orElseGet(() -> Decision.none(state, Verdict.NOTED));
  }

  private static Decision ofOtherAttempt(JobState state, TaskEvent event) {
    return Decision.none(
        state, event.task().attempt() < state.attempt() ? Verdict.LATE : Verdict.UNKNOWN);
  }

  private static TaskEvent.Failed failure(TaskEvent.TaskRef task, Instant at, String reason) {
    return new TaskEvent.Failed(task, at, reason, /* badInput= */ false);
  }

  /**
   * A user wants something of a job.
   *
   * @param state of the job, if there is one
   * @param entries of that job
   */
  public Decision ordered(
      Optional<JobState> state, JobOrder order, Instant at, JobEntries entries) {
    return state
        .map(
            known ->
                switch (order) {
                  case CANCEL -> known.cancelled(at);
                  case PAUSE -> known.paused(at);
                  case RESUME -> known.resumed(at, entries);
                })
        .orElseGet(Decision::unknownJob);
  }

  /**
   * A job's deadline has passed.
   *
   * @param state of the job, if there is one
   */
  public Decision expired(Optional<JobState> state, Instant at) {
    return state.map(known -> known.expired(at)).orElseGet(Decision::unknownJob);
  }

  /**
   * A task was not heard of for too long.
   *
   * @param state of the task's job, if there is one
   * @param task as it was issued
   */
  public Overdue overdue(Optional<JobState> state, Task task, TaskWatch watch, Instant now) {
    TaskHeader header = task.header();
    Optional<JobState> waiting =
        state.filter(job -> job.attempt() == watch.attempt() && job.awaits(header.taskId()));
    if (waiting.isEmpty()) {
      return new Overdue.Forgotten();
    }
    return watch
        .givenUp(header.taskId(), policy.life())
        .<Overdue>map(
            reason -> new Overdue.GivenUp(gaveUp(waiting.get(), task, watch, reason, now)))
        .orElseGet(() -> new Overdue.Reissued(watch.again(now)));
  }

  private static Decision gaveUp(
      JobState state, Task task, TaskWatch watch, String reason, Instant now) {
    TaskHeader header = task.header();
    TaskEvent.TaskRef ref =
        new TaskEvent.TaskRef(
            header.jobId(),
            header.taskId(),
            task.kind(),
            header.attempt(),
            watch.worker().orElse("none"));
    return state.failed(failure(ref, now, reason));
  }

  private Decision told(JobState state, TaskEvent event, JobEntries entries) {
    if (event.task().attempt() != state.attempt()) {
      return ofOtherAttempt(state, event);
    }
    if (event instanceof TaskEvent.Completed completed) {
      return state.completed(completed, entries, policy);
    }
    if (event instanceof TaskEvent.Progress progress) {
      return state.progressed(progress, policy);
    }
    if (event instanceof TaskEvent.LayersPlanned planned) {
      return state.layersPlanned(planned, entries);
    }
    if (event instanceof TaskEvent.Failed failed) {
      return state.failed(failed);
    }
    return Decision.none(state, Verdict.NOTED);
  }
}
