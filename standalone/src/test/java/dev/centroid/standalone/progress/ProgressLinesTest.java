package dev.centroid.standalone.progress;

import static dev.centroid.standalone.report.JobExamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.standalone.report.JobExamples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

  @Test
  void showsEachPhaseEachLayerAndTheTimeLeft() {
    List<String> lines = ProgressLines.of(snapshot(JobExamples.tuning(50), 11), 100, 40);

    assertThat(lines)
        .containsExactly(
            "inspect                    ████████████████████████     1/1  1.0 s",
            "quantize spatial           ████████████████████████     1/1  4.0 s",
            "tune spatial               ████████████░░░░░░░░░░░░    50/100  5.0 s  loss 0.5000",
            "  conv1                      32×32×3×3          error 0.250, 15 codes in use",
            "about 5.0 s left");
  }

  @Test
  void countsTheStepsOfTheSliceThatIsRunningOnce() {
    TaskLedger.Running slice = new TaskLedger.Running("t", TaskKind.TUNE, at(6), 25, 50);
    Snapshot snapshot =
        new Snapshot(JobExamples.tuning(75), List.of(slice), Optional.empty(), at(13.5));

    assertThat(ProgressLines.of(snapshot, 100, 40))
        .anyMatch(line -> line.contains("75/100"))
        .contains("about 2.5 s left");
  }

  @Test
  void saysNothingOfTheTimeLeftBeforeItIsMeasured() {
    assertThat(ProgressLines.of(snapshot(JobExamples.accepted(), 2), 100, 40))
        .containsExactly("measuring the time left");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    assertThat(ProgressLines.of(snapshot(JobExamples.tuning(1), 7), 40, 40))
        .allMatch(line -> line.length() <= 40);
  }

  @Test
  void layersThatDoNotFitAreCountedInstead() {
    assertThat(ProgressLines.of(snapshot(JobExamples.tuning(1), 7), 100, 6))
        .contains("1 of 1 layers quantized");
  }

  private static Snapshot snapshot(JobDetails details, double now) {
    return new Snapshot(details, List.of(), Optional.of(0.5), at(now));
  }
}
