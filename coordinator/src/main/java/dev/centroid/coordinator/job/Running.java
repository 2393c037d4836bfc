package dev.centroid.coordinator.job;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.JobView.PhaseView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The job goes through its course, stage by stage.
 *
 * @param ledger what the job keeps
 * @param program what the course follows from
 * @param cursor how far it is
 * @param progressToldAt when progress was last told
 */
record Running(JobLedger ledger, JobProgram program, Cursor cursor, Instant progressToldAt)
    implements UnderWay {

  /** The first stage after the inspection. */
  static Decision begin(
      JobLedger ledger, JobProgram program, Instant at, EntryEdits edits, JobPolicy policy) {
    int first = Course.of(program).first();
    return new Running(ledger, program, Cursor.at(first), at)
        .openPhase(at)
        .issue(edits, List.of(), policy);
  }

  @Override
  public JobRequest request() {
    return ledger.request();
  }

  @Override
  public JobView view() {
    Stage stage = stage();
    int underWay =
        stage.progressInUnits()
            ? cursor.outstanding().stream()
                .mapToInt(o -> Math.min(Math.max(o.done(), 0), stage.units(o.part())))
                .sum()
            : 0;
    List<PhaseView> shown = ledger.phasesWith(underWay, Optional.empty());
    return ledger.view(
        JobStatus.RUNNING, Optional.empty(), Optional.of(program), shown, Optional.empty());
  }

  @Override
  public boolean awaits(String taskId) {
    return ownTask(taskId).flatMap(cursor::find).isPresent();
  }

  @Override
  public Decision layersPlanned(TaskEvent.LayersPlanned event, JobEntries entries) {
    return Decision.none(this, Verdict.DUPLICATE);
  }

  @Override
  public Decision progressed(TaskEvent.Progress event, JobPolicy policy) {
    Optional<Integer> part = outstandingPart(event);
    if (part.isEmpty()) {
      return ignored(event);
    }
    Cursor next = cursor.withProgress(part.get(), event.done());
    // Workers' clocks differ: a step back in time counts like one forward.
    Duration since = Duration.between(progressToldAt, event.at()).abs();
    if (since.compareTo(policy.progressInterval()) < 0) {
      return Decision.quiet(
          new Running(ledger, program, next, progressToldAt), List.of(), /* viewChanged= */ false);
    }
    Running state = new Running(ledger, program, next, event.at());
    UserEvent news =
        new UserEvent.OfJob(
            UserEvent.Kind.PROGRESS,
            ledger
                .request()
                .newsId("progress/" + cursor.stage() + "/" + part.get() + "/" + event.done()),
            event.at(),
            state.view());
    return Decision.quiet(state, List.of(news), /* viewChanged= */ true);
  }

  @Override
  public Decision completed(TaskEvent.Completed event, JobEntries entries, JobPolicy policy) {
    Optional<Integer> part = outstandingPart(event);
    if (part.isEmpty()) {
      return ignored(event);
    }
    Stage stage = stage();
    EntryEdits edits = new EntryEdits(entries);
    Optional<JobResults> results =
        stage.absorb(part.get(), event.outcome(), ledger.results(), edits);
    if (results.isEmpty()) {
      return Failed.from(ledger, Optional.of(program), event.at(), Failed.unexpected(event), false);
    }
    JobLedger done =
        ledger
            .withResults(results.get())
            .withFingerprint(event.fingerprint())
            .withUnitsDone(stage.units(part.get()));
    return new Running(done, program, cursor.withCompleted(part.get()), progressToldAt)
        .goOn(event.at(), edits, layerNews(stage, event.at(), edits), policy)
        .withStepsDone(stage.steps(part.get()));
  }

  @Override
  public Decision cancelled(Instant at) {
    return Cancelled.from(ledger, Optional.of(program), at);
  }

  @Override
  public Decision goesOn(Instant at, JobEntries entries) {
    Running next = new Running(ledger.nextAttempt(), program, cursor, progressToldAt);
    return Decision.resumed(
        next,
        cursor.outstanding().stream().map(task -> next.task(task.part(), entries)).toList(),
        at);
  }

  @Override
  public Decision expired(Instant at) {
    return Failed.from(ledger, Optional.of(program), at, ledger.request().expiry(), false);
  }

  @Override
  public Decision failed(TaskEvent.Failed event) {
    return outstandingPart(event).isEmpty()
        ? ignored(event)
        : Failed.from(ledger, Optional.of(program), event.at(), event.reason(), event.badInput());
  }

  private Decision goOn(Instant at, EntryEdits edits, List<UserEvent> news, JobPolicy policy) {
    Course course = Course.of(program);
    if (!cursor.isComplete(course.stage(cursor.stage()))) {
      return issue(edits, news, policy);
    }
    boolean phaseGoesOn = course.phaseGoesOnAfter(cursor.stage());
    JobLedger closed = phaseGoesOn ? ledger : ledger.withPhaseClosed(at);
    if (course.isLast(cursor.stage())) {
      return closed
          .results()
          .decidedRecipe()
          .map(recipe -> Inspecting.again(closed, recipe, at))
          .orElseGet(() -> Completed.from(closed, program, at, edits, news));
    }
    Running next = new Running(closed, program, Cursor.at(cursor.stage() + 1), progressToldAt);
    return (phaseGoesOn ? next : next.openPhase(at)).issue(edits, news, policy);
  }

  private Running openPhase(Instant at) {
    Course course = Course.of(program);
    Stage.Phase phase = course.stage(cursor.stage()).phase();
    JobLedger opened =
        ledger.withPhaseOpened(phase.name(), phase.kind(), at, course.phaseUnits(cursor.stage()));
    return new Running(opened, program, cursor, progressToldAt);
  }

  private Decision issue(EntryEdits edits, List<UserEvent> news, JobPolicy policy) {
    Stage stage = stage();
    List<Task> tasks = new ArrayList<>();
    Cursor next = cursor;
    for (int room = cursor.room(stage, policy.window()); room > 0; room--) {
      int part = next.issued();
      tasks.add(task(part, edits));
      next = next.withIssued();
    }
    return Decision.next(new Running(ledger, program, next, progressToldAt), tasks, edits, news);
  }

  private Task task(int part, JobEntries entries) {
    return stage()
        .task(part, ledger.request().header(cursor.stage(), part), ledger.results(), entries);
  }

  private List<UserEvent> layerNews(Stage stage, Instant at, EntryEdits edits) {
    if (!(stage instanceof QuantizeGroup)) {
      return List.of();
    }
    String jobId = ledger.request().jobId();
    return edits.layerUpdates().stream()
        .<UserEvent>map(
            update ->
                new UserEvent.OfLayer(
                    UserEvent.Kind.LAYER_QUANTIZED,
                    ledger.request().newsId("layer/" + update.index()),
                    at,
                    edits.require(update.index()).view(jobId)))
        .toList();
  }

  private Stage stage() {
    return Course.of(program).stage(cursor.stage());
  }

  private Optional<Integer> outstandingPart(TaskEvent event) {
    return ownTask(event.task().taskId()).flatMap(cursor::find).map(Cursor.Outstanding::part);
  }

  private Decision ignored(TaskEvent event) {
    boolean known = ownTask(event.task().taskId()).filter(cursor::hasPassed).isPresent();
    return Decision.none(this, known ? Verdict.DUPLICATE : Verdict.UNKNOWN);
  }

  private Optional<TaskId> ownTask(String taskId) {
    return TaskId.parse(taskId).filter(task -> task.jobId().equals(ledger.request().jobId()));
  }
}
