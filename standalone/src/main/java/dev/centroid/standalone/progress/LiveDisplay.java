package dev.centroid.standalone.progress;

import java.io.PrintStream;
import java.util.List;

/** Draws over its own lines on a terminal, until its end. May be told by several threads. */
public final class LiveDisplay implements ProgressDisplay {

  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";

  private final PrintStream out;
  private final TerminalSize size;
  private int drawn;
  private boolean ended;

  /**
   * @param out the terminal
   * @param size asked before each drawing
   */
  public LiveDisplay(PrintStream out, TerminalSize size) {
    this.out = out;
    this.size = size;
  }

  @Override
  public synchronized void say(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  @Override
  public synchronized void show(Snapshot snapshot) {
    if (ended) {
      return;
    }
    List<String> lines = ProgressLines.of(snapshot, size.columns(), size.rows());
    erase();
    out.print(HIDE_CURSOR);
    lines.forEach(out::println);
    out.flush();
    drawn = lines.size();
  }

  @Override
  public synchronized void end() {
    out.print(SHOW_CURSOR);
    out.flush();
    drawn = 0;
    ended = true;
  }

  private void erase() {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A\r" + CLEAR_BELOW);
      drawn = 0;
    }
  }

  /** The size of a terminal. */
  public interface TerminalSize {

    /** Characters in a line. */
    int columns();

    /** Lines. */
    int rows();
  }
}
