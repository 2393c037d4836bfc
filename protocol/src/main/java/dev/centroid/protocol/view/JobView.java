package dev.centroid.protocol.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.Fingerprint;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What anybody may know of a job, its layers apart ({@link LayerView}).
 *
 * @param jobId hash of the request's source and id
 * @param status where it is
 * @param inputs what it started from
 * @param seed of all its randomness
 * @param threads of the engine in each of its tasks
 * @param acceptedAt when the request was taken
 * @param finishedAt when it came to an end
 * @param program what is to be done; present once the model was inspected
 * @param phases in order, those done and the one under way
 * @param before the given model on the evaluation data
 * @param after the packed file, read back, on the evaluation data
 * @param packaged the result's files
 * @param finalState training state whose history holds the loss of every step
 * @param fingerprints what the workers of this job computed with; more than one and bit-identity is
 *     not promised
 * @param failure why it failed
 */
public record JobView(
    String jobId,
    JobStatus status,
    JobInputs inputs,
    long seed,
    int threads,
    Instant acceptedAt,
    Optional<Instant> finishedAt,
    Optional<JobProgram> program,
    List<PhaseView> phases,
    Optional<TaskOutcome.Evaluated> before,
    Optional<TaskOutcome.Evaluated> after,
    Optional<TaskOutcome.Packaged> packaged,
    Optional<Digest> finalState,
    List<Fingerprint> fingerprints,
    Optional<Failure> failure) {

  public JobView {
    phases = List.copyOf(phases);
    fingerprints = List.copyOf(fingerprints);
  }

  /**
   * One stretch of a job's life.
   *
   * @param name e.g. {@code inspect}, {@code float tuning}, {@code quantize spatial}, {@code tune
   *     spatial}, {@code package}
   * @param kind of its tasks
   * @param startedAt when its first task was issued
   * @param endedAt when its last task was completed
   * @param done units of work done: steps, layers or tasks
   * @param total units of work in all
   */
  public record PhaseView(
      String name,
      TaskKind kind,
      Instant startedAt,
      Optional<Instant> endedAt,
      int done,
      int total) {}

  /**
   * @param reason one line for the user
   * @param badInput whether what the user gave is to blame
   */
  public record Failure(String reason, boolean badInput) {}

  /** The same with another status. */
  public JobView with(JobStatus other) {
    return new JobView(
        jobId,
        other,
        inputs,
        seed,
        threads,
        acceptedAt,
        finishedAt,
        program,
        phases,
        before,
        after,
        packaged,
        finalState,
        fingerprints,
        failure);
  }

  /** The phase under way, if any. */
  @JsonIgnore
  public Optional<PhaseView> currentPhase() {
    return phases.isEmpty() || status.isTerminal()
        ? Optional.empty()
        : Optional.of(phases.get(phases.size() - 1));
  }
}
