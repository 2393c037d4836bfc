package dev.centroid.standalone.progress;

import static dev.centroid.standalone.report.JobExamples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.standalone.report.JobExamples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LiveDisplayTest {

  private static final int COLUMNS = 60;
  private static final int ROWS = 12;
  private static final Pattern UP = Pattern.compile("\u001b\\[(\\d+)A");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LiveDisplay display =
      new LiveDisplay(
          new PrintStream(written, true, StandardCharsets.UTF_8),
          new LiveDisplay.TerminalSize() {
            @Override
            public int columns() {
              return COLUMNS;
            }

            @Override
            public int rows() {
              return ROWS;
            }
          });

  @Test
  void drawsOverAsManyLinesAsItDrewBefore() {
    show(10);
    long drawn = text().lines().count();
    written.reset();
    show(11);

    assertThat(UP.matcher(text()).results().map(MatchResult::group))
        .containsExactly("\u001b[" + drawn + "A");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    show(10);

    assertThat(text().replaceAll("\u001b\\[[?\\d]*[a-zA-Z]", "").lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(COLUMNS));
  }

  @Test
  void whatIsSaidStaysAboveWhatIsDrawn() {
    show(10);
    display.say("a word");
    written.reset();
    show(11);

    assertThat(UP.matcher(text()).find()).isFalse();
  }

  @Test
  void afterItsEndTheCursorIsThereAndNothingIsDrawn() {
    show(10);
    display.end();
    show(11);

    assertThat(text()).endsWith("\u001b[?25h");
  }

  private void show(int stepsDone) {
    display.show(new Snapshot(JobExamples.tuning(stepsDone), List.of(), Optional.empty(), at(9)));
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
