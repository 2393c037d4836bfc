package dev.centroid.coordinator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.job.UserEvent;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cluster from its first job to its last: the real desk and state machine, everything else
 * simulated. Checks while it goes on, and at its end, what must hold whatever happens.
 */
final class History {

  private static final TaskLife LIFE =
      new TaskLife(Duration.ofMinutes(10), Duration.ofMinutes(1), 5);
  private static final Duration HORIZON = Duration.ofDays(4);
  private static final Duration STRETCH = Duration.ofMinutes(1);
  private static final int MOST_RECORDS_OF_A_TASK = 12;
  private static final int STALL_LIMIT = 3;

  private final World world;
  private final Faults faults;
  private final String name;
  private final SimulatedQueue queue;
  private final SimulatedCoordinator coordinator;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final Map<String, Job> jobs = new TreeMap<>();
  private final Map<String, Instant> lastArrivals = new HashMap<>();

  /** What is known of a job outside the coordinator. */
  private static final class Job {
    private final ScriptedWork work;
    private final JobSubmission submission;
    private final boolean poisoned;
    private final Map<String, Integer> lost = new HashMap<>();
    private final Map<String, Integer> records = new HashMap<>();
    private final List<UserEvent.Kind> ends = new ArrayList<>();
    private Optional<JobView> view = Optional.empty();
    private Optional<Instant> endedAt = Optional.empty();
    private int stopped;
    private Instant stoppedAt = Instant.MAX;

    Job(JobProgram program, JobSubmission submission, boolean poisoned) {
      this.work = ScriptedWork.of(program);
      this.submission = submission;
      this.poisoned = poisoned;
    }

    boolean hasEnded() {
      return view.filter(job -> job.status().isTerminal()).isPresent();
    }
  }

  /** What came of a job. */
  record Result(JobView view, List<LayerView> layers) {}

  History(World world, Faults faults, int workerCount, int window, String name) {
    this.world = world;
    this.faults = faults;
    this.name = name;
    this.queue = new SimulatedQueue(world);
    this.coordinator =
        new SimulatedCoordinator(
            world,
            faults,
            new JobMachine(
                new JobPolicy(window, Duration.ofMillis(250), LIFE, Duration.ofDays(30))),
            new Committed());
    for (int i = 0; i < workerCount; i++) {
      SimulatedWorker worker =
          new SimulatedWorker(world, faults, "worker" + i, queue, new Surroundings());
      workers.add(worker);
      worker.start();
    }
  }

  /** A user asks for a job after some time. */
  void submit(String jobId, JobProgram program, Duration after) {
    submit(jobId, program, after, Optional.empty(), /* poisoned= */ false);
  }

  /**
   * A user asks for a job after some time.
   *
   * @param within the job's deadline, from when it is asked for
   * @param poisoned whether one of its tasks kills every worker
   */
  void submit(
      String jobId,
      JobProgram program,
      Duration after,
      Optional<Duration> within,
      boolean poisoned) {
    JobSubmission plain = ScriptedWork.submission();
    JobSubmission submission =
        new JobSubmission(
            plain.inputs(),
            plain.seed(),
            plain.threads(),
            within.map(time -> world.instant().plus(after).plus(time)));
    jobs.put(jobId, new Job(program, submission, poisoned));
    ask(jobId, after);
  }

  /** The same job is asked for once more. */
  void ask(String jobId, Duration after) {
    send(jobId, new JobCommand.Submit(job(jobId).submission), after);
  }

  void order(String jobId, JobOrder order, Duration after) {
    send(jobId, new JobCommand.Order(order), after);
  }

  private void send(String jobId, JobCommand command, Duration after) {
    world.after(after, () -> coordinator.append(jobId, command));
  }

  /** Lets time pass until every job has ended and nothing is left of them. */
  void runToTheEnd() {
    Instant horizon = world.instant().plus(HORIZON);
    while (!isOver() && world.instant().isBefore(horizon)) {
      world.runUntil(world.instant().plus(STRETCH));
    }
    jobs.forEach(
        (jobId, job) ->
            assertThat(job.hasEnded())
                .as("%s: no job is lost, %s is %s", name, jobId, job.view)
                .isTrue());
    assertThat(coordinator.tasksKept()).as("%s: no task is kept for ever", name).isZero();
    jobs.forEach(this::checkEnd);
  }

  private boolean isOver() {
    return jobs.values().stream().allMatch(Job::hasEnded) && coordinator.tasksKept() == 0;
  }

  Result result(String jobId) {
    return new Result(job(jobId).view.orElseThrow(), coordinator.layers(jobId));
  }

  Instant endOf(String jobId) {
    return job(jobId).endedAt.orElseThrow();
  }

  private Job job(String jobId) {
    return Optional.ofNullable(jobs.get(jobId)).orElseThrow();
  }

  private void checkEnd(String jobId, Job job) {
    assertThat(job.ends).as("%s: one end of %s", name, jobId).hasSize(1);
    JobView view = job.view.orElseThrow();
    if (view.status() == JobStatus.FAILED) {
      checkFailure(jobId, job, view.failure().orElseThrow().reason());
    }
    if (view.status() == JobStatus.COMPLETED) {
      assertThat(view.phases())
          .as("%s: no output of %s is used twice or left out", name, jobId)
          .allSatisfy(phase -> assertThat(phase.done()).isEqualTo(phase.total()));
      assertThat(job.poisoned).as("%s: %s cannot complete", name, jobId).isFalse();
    }
  }

  /** A job fails for a reason that is there. */
  private void checkFailure(String jobId, Job job, String reason) {
    if (reason.startsWith("its deadline")) {
      assertThat(job.endedAt.orElseThrow())
          .as("%s: deadline of %s", name, jobId)
          .isAfterOrEqualTo(job.submission.deadline().orElseThrow());
    } else if (reason.contains("made no progress")) {
      assertThat(job.poisoned).as("%s: %s stalls", name, jobId).isTrue();
      assertThat(job.lost.values())
          .as("%s: %s fails at the third stall: %s", name, jobId, reason)
          .anyMatch(losses -> losses >= STALL_LIMIT);
    } else {
      assertThat(job.lost.values())
          .as("%s: %s fails when a task was lost often enough: %s", name, jobId, reason)
          .anyMatch(losses -> losses >= SimulatedQueue.DELIVERY_LIMIT - 1);
    }
  }

  private final class Committed implements SimulatedCoordinator.Audience {

    @Override
    public void task(Task task) {
      Job job = job(task.header().jobId());
      String record = task.header().attempt() + " " + task.header().taskId();
      world.note("task " + record);
      assertThat(task.header().attempt())
          .as("%s: no task of a stopped attempt is issued: %s", name, record)
          .isGreaterThan(job.stopped);
      assertThat(job.records.merge(record, 1, Integer::sum))
          .as("%s: bounded retries of %s", name, record)
          .isLessThanOrEqualTo(MOST_RECORDS_OF_A_TASK);
      if (!world.happens(faults.recordIsLost())) {
        queue.put(task);
      }
    }

    @Override
    public void stop(StopOrder order) {
      world.note("stop " + order);
      Job job = job(order.jobId());
      job.stopped = Math.max(job.stopped, order.throughAttempt());
      job.stoppedAt = world.instant();
      workers.forEach(
          worker -> world.after(world.upTo(faults.longestDelay()), () -> worker.hear(order)));
    }

    @Override
    public void view(JobView view) {
      world.note(view.jobId() + view.status() + view.currentPhase());
      Job job = job(view.jobId());
      if (job.hasEnded() && !view.status().isTerminal()) {
        beginsAnew(job, view);
      }
      job.view = Optional.of(view);
    }

    /** A job that is asked for again begins anew if it came to nothing, and not otherwise. */
    private void beginsAnew(Job job, JobView view) {
      assertThat(job.view.orElseThrow().status())
          .as("%s: %s comes back from its end", name, view.jobId())
          .isEqualTo(JobStatus.FAILED);
      assertThat(view.acceptedAt())
          .as("%s: %s comes back without being asked for", name, view.jobId())
          .isAfter(job.view.orElseThrow().acceptedAt());
      job.ends.clear();
    }

    @Override
    public void news(UserEvent event) {
      world.note(event.id());
      switch (event.kind()) {
        case COMPLETED, FAILED, CANCELLED -> {
          job(event.jobId()).ends.add(event.kind());
          job(event.jobId()).endedAt = Optional.of(world.instant());
        }
        case ACCEPTED, LAYER_QUANTIZED, PROGRESS, PAUSED, RESUMED -> {}
      }
    }
  }

  private final class Surroundings implements SimulatedWorker.Surroundings {

    @Override
    public ScriptedWork work(String jobId) {
      return job(jobId).work;
    }

    @Override
    public boolean isPoison(Task task) {
      return job(task.header().jobId()).poisoned && task.header().taskId().endsWith("/1/0");
    }

    @Override
    public void tell(TaskEvent event) {
      arrive(event);
      if (world.happens(faults.eventIsRepeated())) {
        arrive(event);
      }
    }

    /** What a worker tells arrives in the order in which it is told. */
    private void arrive(TaskEvent event) {
      Instant earliest = lastArrivals.getOrDefault(event.task().worker(), world.instant());
      Instant sent = world.instant().plus(world.upTo(faults.longestDelay()));
      Instant arrival = sent.isAfter(earliest) ? sent : earliest;
      lastArrivals.put(event.task().worker(), arrival);
      world.after(
          Duration.between(world.instant(), arrival),
          () -> coordinator.append(event.task().jobId(), new JobCommand.Tell(event)));
    }

    @Override
    public void stepped(Task task) {
      Job job = job(task.header().jobId());
      Duration sinceStop = Duration.between(job.stoppedAt, world.instant());
      assertThat(
              task.header().attempt() <= job.stopped
                  && sinceStop.compareTo(faults.longestDelay().plus(SimulatedWorker.LONGEST_STEP))
                      > 0)
          .as("%s: a step of %s, %s after it was stopped", name, task.header(), sinceStop)
          .isFalse();
    }

    @Override
    public void lost(Task task) {
      job(task.header().jobId()).lost.merge(task.header().taskId(), 1, Integer::sum);
    }
  }
}
