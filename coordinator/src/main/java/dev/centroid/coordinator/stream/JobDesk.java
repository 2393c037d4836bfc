package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.Attention;
import dev.centroid.coordinator.job.Decision;
import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobState;
import dev.centroid.coordinator.job.Overdue;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.job.TaskWatch;
import dev.centroid.coordinator.job.Verdict;
import dev.centroid.coordinator.metrics.Meters;
import dev.centroid.coordinator.metrics.TaskAges;
import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the transitions over the stores, and puts out what they decide. Knows neither Kafka nor
 * threads: what it is given and what it puts out makes one transaction with its stores, and that is
 * its caller's business.
 */
final class JobDesk implements AutoCloseable {

  /** How often {@link #look} is to be called. */
  static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(JobDesk.class);

  private final JobMachine machine;
  private final Meters meters;
  private final JobStores stores;
  private final Outbox outbox;
  private final InstantSource clock;
  private final IssueTimes issueTimes = new IssueTimes();
  private final TaskAges.OfPartition ages;
  private Attention attention;

  /** Begins to listen now. */
  JobDesk(JobMachine machine, Meters meters, JobStores stores, Outbox outbox, InstantSource clock) {
    this.machine = machine;
    this.meters = meters;
    this.stores = stores;
    this.outbox = outbox;
    this.clock = clock;
    this.attention = Attention.from(clock.instant());
    this.ages = meters.ages().partition();
    stores.watches().forEach((taskId, watch) -> issueTimes.out(taskId, watch.heardAt()));
  }

  /**
   * Takes in a command.
   *
   * @param at when it was given
   */
  void take(String jobId, JobCommand command, Instant at) {
    Optional<Decision> decision = decide(jobId, command, at);
    if (decision.isPresent()) {
      if (command instanceof JobCommand.Tell tell) {
        heard(tell.event(), decision.get());
      }
      apply(jobId, decision.get(), at);
    }
  }

  /**
   * Deals with tasks that were not heard of for too long, with deadlines that have passed, and with
   * jobs that ended long ago.
   */
  void look(Instant now) {
    TaskLife life = machine.policy().life();
    attention = attention.at(now, life.hearing());
    stores
        .overdue(attention.since(), now, life)
        .forEach((taskId, watch) -> deal(stores.issued(taskId), watch, now));
    for (String jobId : stores.expired(now)) {
      apply(jobId, machine.expired(stores.header(jobId), now), now);
    }
    for (String jobId : stores.endedBy(now.minus(machine.policy().keepEnded()))) {
      LOG.info("forgotten, as it ended long ago: job={}", jobId);
      for (int layer : stores.remove(jobId)) {
        outbox.layer(jobId, layer, Optional.empty(), now);
      }
      outbox.forgotten(jobId, now);
    }
    ages.show(issueTimes.oldest(stores.watches(), now));
  }

  /** Its tasks are another's from now on. */
  @Override
  public void close() {
    ages.close();
  }

  /** A fault in one job's transition must not stop the others; it leaves no trace in the stores. */
  private Optional<Decision> decide(String jobId, JobCommand command, Instant at) {
    try {
      return Optional.of(decision(jobId, command, at));
    } catch (RuntimeException e) {
      meters.tasks().fault();
      LOG.error("skipped an event that no transition can take: job={}", jobId, e);
      return Optional.empty();
    }
  }

  private Decision decision(String jobId, JobCommand command, Instant at) {
    Optional<JobState> state = stores.header(jobId);
    if (command instanceof JobCommand.Tell tell) {
      Decision decision =
          tell.event() instanceof TaskEvent.Stalled stalled
              ? machine.stalled(state, stalled, stores.stallsWith(stalled))
              : machine.told(state, tell.event(), stores.entries(jobId));
      meters.tasks().told(tell.event(), decision.verdict());
      meters.tasks().stepsDone(decision.stepsDone());
      return decision;
    }
    if (command instanceof JobCommand.Order order) {
      Decision decision = machine.ordered(state, order.order(), at, stores.entries(jobId));
      LOG.info("order {}: job={} verdict={}", order.order(), jobId, decision.verdict());
      return decision;
    }
    JobCommand.Submit submit = (JobCommand.Submit) command;
    Decision decision = machine.submitted(state, jobId, submit.submission(), at);
    LOG.info("job asked for: job={} verdict={}", jobId, decision.verdict());
    return decision;
  }

  private void heard(TaskEvent event, Decision decision) {
    String taskId = event.task().taskId();
    Optional<TaskWatch> watch = stores.watch(event);
    if (watch.isEmpty()) {
      return;
    }
    if (event instanceof TaskEvent.Completed || event instanceof TaskEvent.Failed) {
      stores.forget(taskId);
      Optional<Instant> issuedAt = issueTimes.in(taskId);
      meters.traces().ended(event, issuedAt, clock.instant());
      if (event instanceof TaskEvent.Completed) {
        issuedAt.ifPresent(at -> cameBack(event, at));
      }
    } else if (event instanceof TaskEvent.Stalled stalled) {
      stalled(stalled, watch.get(), decision);
    } else {
      watch
          .get()
          .heard(event, clock.instant(), machine.policy().life())
          .ifPresent(news -> stores.watch(taskId, news));
    }
  }

  private void stalled(TaskEvent.Stalled event, TaskWatch watch, Decision decision) {
    String taskId = event.task().taskId();
    meters.tasks().stalled(event.task().kind());
    LOG.warn(
        "task stalled and ended its worker: task={} worker={} failed={}",
        taskId,
        event.task().worker(),
        decision.verdict() == Verdict.APPLIED);
    if (decision.verdict() == Verdict.APPLIED) {
      meters.traces().givenUp(stores.issued(taskId), issueTimes.in(taskId), clock.instant());
      stores.forget(taskId);
    } else {
      stores.stalled(taskId, stores.stallsWith(event));
      watch
          .heard(event, clock.instant(), machine.policy().life())
          .ifPresent(news -> stores.watch(taskId, news));
    }
  }

  private void cameBack(TaskEvent event, Instant issuedAt) {
    meters.tasks().cameBack(event.task().kind(), Duration.between(issuedAt, clock.instant()));
  }

  private void deal(Task task, TaskWatch watch, Instant now) {
    String jobId = task.header().jobId();
    String taskId = task.header().taskId();
    Overdue overdue = machine.overdue(stores.header(jobId), task, watch, now);
    if (overdue instanceof Overdue.Reissued reissued) {
      meters.tasks().reissued(task.kind());
      LOG.warn(
          "issued again, as it was not heard of: task={} issue={} worker={}",
          taskId,
          reissued.watch().issues(),
          watch.worker().orElse("none"));
      stores.watch(taskId, reissued.watch());
      outbox.task(task, now);
      return;
    }
    stores.forget(taskId);
    Optional<Instant> issuedAt = issueTimes.in(taskId);
    if (overdue instanceof Overdue.GivenUp givenUp) {
      LOG.warn("given up: task={}", taskId);
      meters.traces().givenUp(task, issuedAt, now);
      apply(jobId, givenUp.decision(), now);
    }
  }

  private void apply(String jobId, Decision decision, Instant at) {
    if (decision.verdict() != Verdict.APPLIED) {
      return;
    }
    stores.apply(jobId, decision);
    JobState state = decision.state().orElseThrow();
    if (decision.stopsTasks()) {
      outbox.stop(new StopOrder(jobId, state.attempt()), at);
      issueTimes.stopped(jobId);
    }
    if (state.isTerminal()) {
      meters.jobs().ended(state.view());
      meters.traces().ended(state.view());
    }
    for (Task task : decision.tasks()) {
      LOG.debug("issued: task={} attempt={}", task.header().taskId(), task.header().attempt());
      Instant now = clock.instant();
      stores.issue(task, now);
      issueTimes.out(task.header().taskId(), now);
      outbox.task(task, at);
    }
    if (decision.viewChanged()) {
      outbox.view(state.view(), at);
    }
    for (Decision.LayerUpdate update : decision.layers()) {
      outbox.layer(jobId, update.index(), update.entry().map(entry -> entry.view(jobId)), at);
    }
    decision.news().forEach(news -> outbox.news(news, at));
  }
}
