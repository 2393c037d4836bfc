package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.Fingerprint;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.JobView.PhaseView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every state of a job keeps.
 *
 * @param request what was asked for
 * @param layersPlanned how many layers of the plan were told so far; they are entries of their own
 * @param phases in order, the one under way last
 * @param fingerprints what the workers computed with, each once
 * @param results what came out so far
 */
record JobLedger(
    JobRequest request,
    int layersPlanned,
    List<PhaseView> phases,
    List<Fingerprint> fingerprints,
    JobResults results) {

  JobLedger {
    phases = List.copyOf(phases);
    fingerprints = List.copyOf(fingerprints);
  }

  static JobLedger of(JobRequest request) {
    return new JobLedger(request, 0, List.of(), List.of(), JobResults.none());
  }

  /** What is left when a job begins again by the recipe that was decided on. */
  JobLedger decided(Digest recipe) {
    return new JobLedger(request.with(recipe), 0, phases, fingerprints, JobResults.none());
  }

  /** The same as the job's next attempt. */
  JobLedger nextAttempt() {
    return new JobLedger(request.next(), layersPlanned, phases, fingerprints, results);
  }

  JobLedger withLayersPlanned(int count) {
    return new JobLedger(request, count, phases, fingerprints, results);
  }

  JobLedger withResults(JobResults next) {
    return new JobLedger(request, layersPlanned, phases, fingerprints, next);
  }

  JobLedger withFingerprint(Fingerprint fingerprint) {
    List<Fingerprint> all =
        Stream.concat(fingerprints.stream(), Stream.of(fingerprint)).distinct().toList();
    return new JobLedger(request, layersPlanned, phases, all, results);
  }

  JobLedger withPhaseOpened(String name, TaskKind kind, Instant at, int total) {
    List<PhaseView> all = new ArrayList<>(phases);
    all.add(new PhaseView(name, kind, at, Optional.empty(), 0, total));
    return withPhases(all);
  }

  JobLedger withUnitsDone(int units) {
    return withPhases(phasesWith(units, Optional.empty()));
  }

  JobLedger withPhaseClosed(Instant at) {
    return withPhases(phasesWith(0, Optional.of(at)));
  }

  /** The phases if so many more units of the one under way were done. */
  List<PhaseView> phasesWith(int units, Optional<Instant> endedAt) {
    int last = phases.size() - 1;
    PhaseView current = phases.get(last);
    List<PhaseView> all = new ArrayList<>(phases);
    all.set(
        last,
        new PhaseView(
            current.name(),
            current.kind(),
            current.startedAt(),
            endedAt,
            Math.min(current.done() + units, current.total()),
            current.total()));
    return all;
  }

  JobView view(
      JobStatus status,
      Optional<Instant> finishedAt,
      Optional<JobProgram> program,
      List<PhaseView> shownPhases,
      Optional<JobView.Failure> failure) {
    return new JobView(
        request.jobId(),
        status,
        request.submission().inputs(),
        request.submission().seed(),
        request.submission().threads(),
        request.acceptedAt(),
        finishedAt,
        program,
        shownPhases,
        results.before(),
        results.after(),
        results.packaged(),
        results.trainingState(),
        fingerprints,
        failure);
  }

  private JobLedger withPhases(List<PhaseView> next) {
    return new JobLedger(request, layersPlanned, next, fingerprints, results);
  }
}
