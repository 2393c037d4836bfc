package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.protocol.view.JobView;
import dev.centroid.quantization.plan.LayerPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A worker looks at the model: which layers there are, and what the recipe makes of them.
 *
 * @param ledger what the job keeps
 */
record Inspecting(JobLedger ledger) implements UnderWay {

  private static final int STAGE = 0;
  private static final int PART = 0;
  private static final String DECIDED = "inspect decided recipe";

  /** A job begins: from nothing, or again after a failure that left so many layers behind. */
  static Decision begin(JobRequest request, int layersLeftBehind) {
    JobLedger ledger =
        JobLedger.of(request)
            .withPhaseOpened(
                TaskKind.INSPECT.label(), TaskKind.INSPECT, request.acceptedAt(), /* total= */ 1);
    Inspecting state = new Inspecting(ledger);
    UserEvent accepted =
        new UserEvent.OfJob(
            UserEvent.Kind.ACCEPTED,
            request.newsId("accepted"),
            request.acceptedAt(),
            state.view());
    return new Decision(
        Optional.of(state),
        List.of(new Task.Inspect(request.header(STAGE, PART))),
        forgotten(layersLeftBehind),
        List.of(),
        List.of(accepted),
        true,
        Verdict.APPLIED,
        0,
        /* stopsTasks= */ false);
  }

  /** A job that ended without a result is asked for again. */
  static Decision anew(JobLedger ended, JobSubmission submission, Instant at) {
    JobRequest before = ended.request();
    return begin(
        new JobRequest(before.jobId(), submission, at, before.attempt() + 1),
        ended.layersPlanned());
  }

  /**
   * What the recipe left open is decided: the job begins as if it had been asked for by the decided
   * recipe, and remembers only how it came to it.
   */
  static Decision again(JobLedger before, Digest recipe, Instant at) {
    Inspecting state =
        new Inspecting(
            before.decided(recipe).withPhaseOpened(DECIDED, TaskKind.INSPECT, at, /* total= */ 1));
    return new Decision(
        Optional.of(state),
        List.of(new Task.Inspect(state.ledger.request().header(STAGE, PART))),
        forgotten(before.layersPlanned()),
        List.of(),
        List.of(),
        true,
        Verdict.APPLIED,
        0,
        /* stopsTasks= */ false);
  }

  private static List<Decision.LayerUpdate> forgotten(int layers) {
    return IntStream.range(0, layers)
        .mapToObj(index -> new Decision.LayerUpdate(index, Optional.empty()))
        .toList();
  }

  @Override
  public JobRequest request() {
    return ledger.request();
  }

  @Override
  public JobView view() {
    return ledger.view(
        JobStatus.RUNNING, Optional.empty(), Optional.empty(), ledger.phases(), Optional.empty());
  }

  @Override
  public boolean awaits(String taskId) {
    return taskId.equals(new TaskId(ledger.request().jobId(), STAGE, PART).toString());
  }

  @Override
  public Decision layersPlanned(TaskEvent.LayersPlanned event, JobEntries entries) {
    EntryEdits edits = new EntryEdits(entries);
    int planned = ledger.layersPlanned();
    for (LayerPlan layer : event.layers()) {
      // Layers come in order, so one below the count was told before, by this worker or another.
      if (layer.index() == planned) {
        edits.putLayer(planned, LayerEntry.planned(layer));
        planned++;
      }
    }
    return planned == ledger.layersPlanned()
        ? Decision.none(this, Verdict.DUPLICATE)
        : Decision.next(
            new Inspecting(ledger.withLayersPlanned(planned)), List.of(), edits, List.of());
  }

  @Override
  public Decision progressed(TaskEvent.Progress event, JobPolicy policy) {
    return isOutstanding(event)
        ? Decision.none(this, Verdict.NOTED)
        : Decision.none(this, Verdict.UNKNOWN);
  }

  @Override
  public Decision completed(TaskEvent.Completed event, JobEntries entries, JobPolicy policy) {
    if (!isOutstanding(event)) {
      return Decision.none(this, Verdict.UNKNOWN);
    }
    EntryEdits edits = new EntryEdits(entries);
    if (!(event.outcome() instanceof TaskOutcome.Inspected inspected)) {
      return Failed.from(ledger, Optional.empty(), event.at(), Failed.unexpected(event), false);
    }
    Optional<String> fault = ProgramCheck.fault(inspected.program(), ledger.layersPlanned(), edits);
    if (fault.isPresent()) {
      return Failed.from(ledger, Optional.empty(), event.at(), fault.get(), false);
    }
    JobLedger done =
        ledger.withFingerprint(event.fingerprint()).withUnitsDone(1).withPhaseClosed(event.at());
    return Running.begin(done, inspected.program(), event.at(), edits, policy);
  }

  @Override
  public Decision cancelled(Instant at) {
    return Cancelled.from(ledger, Optional.empty(), at);
  }

  @Override
  public Decision goesOn(Instant at, JobEntries entries) {
    Inspecting next = new Inspecting(ledger.nextAttempt());
    return Decision.resumed(
        next, List.of(new Task.Inspect(next.request().header(STAGE, PART))), at);
  }

  @Override
  public Decision expired(Instant at) {
    return Failed.from(ledger, Optional.empty(), at, ledger.request().expiry(), false);
  }

  @Override
  public Decision failed(TaskEvent.Failed event) {
    return isOutstanding(event)
        ? Failed.from(ledger, Optional.empty(), event.at(), event.reason(), event.badInput())
        : Decision.none(this, Verdict.UNKNOWN);
  }

  private boolean isOutstanding(TaskEvent event) {
    return awaits(event.task().taskId());
  }
}
