package dev.centroid.standalone.progress;

import dev.centroid.protocol.view.JobView.PhaseView;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a line when a phase begins or ends, and every now and then between. */
public final class PlainDisplay implements ProgressDisplay {

  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final PrintStream out;
  private final Set<String> told = new HashSet<>();
  private Instant lastLine = Instant.EPOCH;

  public PlainDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public synchronized void show(Snapshot snapshot) {
    List<PhaseView> phases = snapshot.phases();
    for (int i = 0; i < phases.size(); i++) {
      PhaseView phase = phases.get(i);
      if (told.add("start " + i)) {
        line(snapshot, "phase " + phase.name() + ": started");
      }
      if (phase.endedAt().isPresent() && told.add("end " + i)) {
        line(snapshot, ended(snapshot, phase));
      }
    }
    boolean quiet = Duration.between(lastLine, snapshot.now()).compareTo(SILENCE) >= 0;
    if (quiet) {
      snapshot
          .details()
          .job()
          .currentPhase()
          .ifPresent(
              phase ->
                  line(
                      snapshot,
                      ProgressLines.phase(snapshot, phase)
                          + "  "
                          + ProgressLines.footer(snapshot)));
    }
  }

  @Override
  public void end() {
    out.flush();
  }

  private static String ended(Snapshot snapshot, PhaseView phase) {
    Duration elapsed = snapshot.elapsed(phase);
    return "phase %s: done in %.1f s".formatted(phase.name(), elapsed.toMillis() / 1000.0);
  }

  private void line(Snapshot snapshot, String text) {
    lastLine = snapshot.now();
    say(text);
  }
}
