package dev.centroid.standalone.command;

import dev.centroid.standalone.progress.ProgressDisplay;

/**
 * While open, tells whoever stops the process with Ctrl-C or a signal that nothing is lost, and
 * gives the terminal back.
 */
final class StopNotice implements AutoCloseable {

  private static final String RUN_AGAIN =
      "stopped; run the same command again and it goes on from where it was";
  private static final String GOES_ON =
      "the job goes on without us; run the same command again to follow it, or `centroid cancel`";

  private final Thread hook;

  private StopNotice(Thread hook) {
    this.hook = hook;
  }

  /** For a job that stops with this process. */
  static StopNotice goesOnWhenRunAgain(ProgressDisplay display) {
    return on(display, RUN_AGAIN);
  }

  /** For a job of a cluster. */
  static StopNotice goesOnWithoutUs(ProgressDisplay display) {
    return on(display, GOES_ON);
  }

  private static StopNotice on(ProgressDisplay display, String line) {
    Thread hook =
        new Thread(
            () -> {
              display.end();
              display.say(line);
            },
            "stop-notice");
    Runtime.getRuntime().addShutdownHook(hook);
    return new StopNotice(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being stopped: the notice is on its way.
      return;
    }
  }
}
