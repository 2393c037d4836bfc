package dev.centroid.coordinator.job;

import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.JobView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A job in memory: keeps what transitions decide, and remembers all that they gave out. */
final class JobRun implements JobEntries {

  static final String JOB = "job";
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  final List<Task> issued = new ArrayList<>();
  final List<UserEvent> news = new ArrayList<>();
  final Map<Verdict, Integer> verdicts = new HashMap<>();
  final Deque<Task> waiting = new ArrayDeque<>();

  private final Map<Integer, LayerEntry> layers = new TreeMap<>();
  private final Map<Integer, Digest> logits = new TreeMap<>();
  private final JobMachine machine;
  private Optional<JobState> state = Optional.empty();
  private Instant now = T0;

  JobRun(JobPolicy policy) {
    this.machine = new JobMachine(policy);
  }

  static JobRun submitted(JobPolicy policy) {
    JobRun run = new JobRun(policy);
    run.submit();
    return run;
  }

  Decision submit() {
    return take(machine.submitted(state, JOB, ScriptedWork.submission(), tick()));
  }

  Decision order(JobOrder order) {
    return take(machine.ordered(state, order, tick(), this));
  }

  Decision expire() {
    return take(machine.expired(state, tick()));
  }

  Decision tell(TaskEvent event) {
    return take(machine.told(state, event, this));
  }

  /** Does the task that waits longest. */
  void work(ScriptedWork work) {
    work.events(waiting.remove(), "worker", tick()).forEach(this::tell);
  }

  void workUntilNothingWaits(ScriptedWork work) {
    while (!waiting.isEmpty()) {
      work(work);
    }
  }

  /** Does tasks until so many wait at once. */
  void workUntilSoManyWait(int tasks, ScriptedWork work) {
    while (waiting.size() < tasks) {
      work(work);
    }
  }

  JobView view() {
    return state.orElseThrow().view();
  }

  JobState state() {
    return state.orElseThrow();
  }

  Instant tick() {
    now = now.plusSeconds(1);
    return now;
  }

  List<LayerEntry> layers() {
    return List.copyOf(layers.values());
  }

  @Override
  public Optional<LayerEntry> layer(int index) {
    return Optional.ofNullable(layers.get(index));
  }

  @Override
  public Optional<Digest> teacherLogits(int firstDraw) {
    return Optional.ofNullable(logits.get(firstDraw));
  }

  private Decision take(Decision decision) {
    verdicts.merge(decision.verdict(), 1, Integer::sum);
    if (decision.state().isPresent()) {
      state = decision.state();
    }
    for (Decision.LayerUpdate update : decision.layers()) {
      update
          .entry()
          .ifPresentOrElse(
              entry -> layers.put(update.index(), entry), () -> layers.remove(update.index()));
    }
    decision.logits().forEach(update -> logits.put(update.firstDraw(), update.logits()));
    issued.addAll(decision.tasks());
    waiting.addAll(decision.tasks());
    news.addAll(decision.news());
    return decision;
  }
}
