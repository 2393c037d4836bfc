package dev.centroid.standalone.progress;

import static dev.centroid.standalone.report.JobExamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.standalone.report.JobExamples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainDisplayTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PlainDisplay display =
      new PlainDisplay(new PrintStream(written, true, StandardCharsets.UTF_8));

  @Test
  void tellsEachPhaseOnceWhenItStartsAndOnceWhenItEnds() {
    show(10, 7);
    show(20, 8);
    show(30, 9);

    assertThat(lines())
        .containsExactly(
            "phase inspect: started",
            "phase inspect: done in 1.0 s",
            "phase quantize spatial: started",
            "phase quantize spatial: done in 4.0 s",
            "phase tune spatial: started");
  }

  @Test
  void speaksUpEveryTenSeconds() {
    show(10, 7);
    show(50, 17);
    show(60, 18);

    assertThat(lines()).hasSize(6).last().asString().contains("50/100", "left");
  }

  private void show(int stepsDone, double now) {
    display.show(new Snapshot(JobExamples.tuning(stepsDone), List.of(), Optional.empty(), at(now)));
  }

  private List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
