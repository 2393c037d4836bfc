package dev.centroid.standalone.report;

import dev.centroid.protocol.view.JobView;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Divides a job's time among its phases. */
final class PhaseTimes {

  private static final String START = "start-up";
  private static final String BETWEEN = "between phases";
  private static final String END = "finish";

  private PhaseTimes() {}

  /** Seconds of each phase, over all processes that worked on it. */
  static Map<String, Double> seconds(JobView job) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (JobView.PhaseView phase : job.phases()) {
      interval(phase, job)
          .ifPresent(time -> seconds.merge(phase.name(), time.seconds(), Double::sum));
    }
    return seconds;
  }

  /**
   * Seconds in which no task was at work, by phase; start-up of the process, gaps between phases
   * and what comes after the last one are listed too, so that the sum is all such time of the
   * process.
   */
  static Map<String, Double> outsideTasks(
      JobView job, Interval process, Collection<Interval> tasks) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    List<Interval> phases =
        job.phases().stream()
            .flatMap(phase -> interval(phase, job).stream())
            .flatMap(phase -> phase.within(process).stream())
            .toList();
    Instant first = phases.isEmpty() ? process.end() : phases.get(0).start();
    Instant last = phases.isEmpty() ? process.end() : phases.get(phases.size() - 1).end();
    seconds.put(START, idle(new Interval(process.start(), first), tasks));
    for (JobView.PhaseView phase : job.phases()) {
      interval(phase, job)
          .flatMap(time -> time.within(process))
          .ifPresent(time -> seconds.merge(phase.name(), idle(time, tasks), Double::sum));
    }
    seconds.put(END, idle(new Interval(last, process.end()), tasks));
    double told = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    seconds.put(BETWEEN, Math.max(0, idle(process, tasks) - told));
    return seconds;
  }

  /** Seconds of a stretch in which no task was at work. */
  static double idle(Interval stretch, Collection<Interval> tasks) {
    return stretch.seconds() - Interval.secondsCovered(stretch, tasks);
  }

  private static Optional<Interval> interval(JobView.PhaseView phase, JobView job) {
    return phase
        .endedAt()
        .or(job::finishedAt)
        .filter(end -> !end.isBefore(phase.startedAt()))
        .map(end -> new Interval(phase.startedAt(), end));
  }
}
