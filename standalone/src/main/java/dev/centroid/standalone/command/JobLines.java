package dev.centroid.standalone.command;

import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.JobView.PhaseView;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Jobs in lines for people. */
final class JobLines {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private JobLines() {}

  /** A line a job, below a headline. */
  static List<String> table(List<JobView> jobs) {
    if (jobs.isEmpty()) {
      return List.of("no jobs");
    }
    List<String> lines = new ArrayList<>();
    lines.add(line("job", "state", "accepted", "where it is"));
    jobs.forEach(job -> lines.add(of(job)));
    return lines;
  }

  /** One job. */
  static String of(JobView job) {
    return line(
        job.jobId(),
        job.status().name().toLowerCase(Locale.ROOT),
        TIME.format(job.acceptedAt()),
        where(job));
  }

  private static String where(JobView job) {
    return job.failure()
        .map(JobView.Failure::reason)
        .or(() -> job.currentPhase().map(JobLines::phase))
        .or(() -> job.packaged().map(files -> files.packedBytes() + " bytes"))
        .orElse("");
  }

  private static String phase(PhaseView phase) {
    return phase.name() + " " + phase.done() + "/" + phase.total();
  }

  private static String line(String job, String state, String accepted, String where) {
    return String.format(Locale.ROOT, "%-24s  %-9s  %-19s  %s", job, state, accepted, where)
        .stripTrailing();
  }
}
