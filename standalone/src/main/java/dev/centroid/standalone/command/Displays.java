package dev.centroid.standalone.command;

import dev.centroid.standalone.progress.LiveDisplay;
import dev.centroid.standalone.progress.PlainDisplay;
import dev.centroid.standalone.progress.ProgressDisplay;
import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Chooses how progress is shown. */
final class Displays {

  private static final int LEAST_COLUMNS = 40;
  private static final int LEAST_ROWS = 8;

  private Displays() {}

  /** Of a command that prints JSON, and nothing else, to standard output, or of another. */
  static ProgressDisplay of(boolean json) {
    return json ? new PlainDisplay(System.err) : forStandardOutput();
  }

  /** Live on a terminal that can do it, else plain lines. */
  private static ProgressDisplay forStandardOutput() {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .dumb(true)
              .build();
      LiveDisplay.TerminalSize size = new SizeOf(terminal);
      boolean capable =
          !terminal.getType().startsWith(Terminal.TYPE_DUMB)
              && size.columns() >= LEAST_COLUMNS
              && size.rows() >= LEAST_ROWS;
      return capable ? new LiveDisplay(System.out, size) : new PlainDisplay(System.out);
    } catch (IOException e) {
      return new PlainDisplay(System.out);
    }
  }

  private record SizeOf(Terminal terminal) implements LiveDisplay.TerminalSize {

    @Override
    public int columns() {
      return terminal.getSize().getColumns();
    }

    @Override
    public int rows() {
      return terminal.getSize().getRows();
    }
  }
}
