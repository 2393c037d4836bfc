package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an event leads to. All of it takes effect, or none.
 *
 * @param state the job's next state; empty when the event is of no job that is known
 * @param tasks to be issued
 * @param layers entries that change
 * @param logits entries that are new
 * @param news for users
 * @param viewChanged whether the job's view is to be published
 * @param verdict what was made of the event
 * @param stepsDone steps of fine-tuning that the event completes
 * @param stopsTasks whether nobody waits for tasks of the state's attempt any more
 */
public record Decision(
    Optional<JobState> state,
    List<Task> tasks,
    List<LayerUpdate> layers,
    List<LogitsUpdate> logits,
    List<UserEvent> news,
    boolean viewChanged,
    Verdict verdict,
    int stepsDone,
    boolean stopsTasks) {

  public Decision {
    tasks = List.copyOf(tasks);
    layers = List.copyOf(layers);
    logits = List.copyOf(logits);
    news = List.copyOf(news);
  }

  /**
   * @param index the layer's index in the plan
   * @param entry its next entry; empty to forget the layer
   */
  public record LayerUpdate(int index, Optional<LayerEntry> entry) {}

  /**
   * @param firstDraw of the slice's first step, as {@link JobEntries#teacherLogits} has it
   * @param logits the teacher's logits for the slice
   */
  public record LogitsUpdate(int firstDraw, Digest logits) {}

  /** Nothing changes. */
  static Decision none(JobState state, Verdict verdict) {
    return new Decision(
        Optional.of(state), List.of(), List.of(), List.of(), List.of(), false, verdict, 0, false);
  }

  /** There is no such job. */
  static Decision unknownJob() {
    return new Decision(
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        Verdict.UNKNOWN,
        0,
        false);
  }

  /** The job goes on in this state; its view is published. */
  static Decision next(JobState state, List<Task> tasks, EntryEdits edits, List<UserEvent> news) {
    return new Decision(
        Optional.of(state),
        tasks,
        edits.layerUpdates(),
        edits.logitsUpdates(),
        news,
        true,
        Verdict.APPLIED,
        0,
        false);
  }

  /** The job only has another state; its view is published if asked for. */
  static Decision quiet(JobState state, List<UserEvent> news, boolean viewChanged) {
    return new Decision(
        Optional.of(state),
        List.of(),
        List.of(),
        List.of(),
        news,
        viewChanged,
        Verdict.APPLIED,
        0,
        false);
  }

  /** The job ends or waits: its tasks are stopped, and users hear of it. */
  static Decision stopped(JobState state, UserEvent.Kind kind, Instant at) {
    return new Decision(
        Optional.of(state),
        List.of(),
        List.of(),
        List.of(),
        List.of(news(state, kind, at)),
        true,
        Verdict.APPLIED,
        0,
        true);
  }

  /** The job goes on after a pause, with the tasks that it waits for. */
  static Decision resumed(JobState state, List<Task> tasks, Instant at) {
    return new Decision(
        Optional.of(state),
        tasks,
        List.of(),
        List.of(),
        List.of(news(state, UserEvent.Kind.RESUMED, at)),
        true,
        Verdict.APPLIED,
        0,
        false);
  }

  private static UserEvent news(JobState state, UserEvent.Kind kind, Instant at) {
    return new UserEvent.OfJob(
        kind, state.request().newsId(kind.name().toLowerCase(Locale.ROOT)), at, state.view());
  }

  /** The same, but its tasks wait until the job goes on. */
  Decision withheld(JobState waiting) {
    return new Decision(
        Optional.of(waiting),
        List.of(),
        layers,
        logits,
        news,
        viewChanged,
        verdict,
        stepsDone,
        stopsTasks);
  }

  Decision withStepsDone(int steps) {
    return new Decision(
        state, tasks, layers, logits, news, viewChanged, verdict, steps, stopsTasks);
  }
}
