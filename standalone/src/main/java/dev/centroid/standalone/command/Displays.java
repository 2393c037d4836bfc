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

  /** Live on a terminal that can do it, else plain lines. */
  static ProgressDisplay forStandardOutput() {
    if (System.console() == null) {
      return new PlainDisplay(System.out);
    }
    try {
      Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
      boolean capable =
          !terminal.getType().startsWith(Terminal.TYPE_DUMB)
              && terminal.getSize().getColumns() >= LEAST_COLUMNS
              && terminal.getSize().getRows() >= LEAST_ROWS;
      return capable
          ? new LiveDisplay(System.out, new SizeOf(terminal))
          : new PlainDisplay(System.out);
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
