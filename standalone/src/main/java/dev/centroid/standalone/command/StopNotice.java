package dev.centroid.standalone.command;

import dev.centroid.standalone.progress.ProgressDisplay;

/**
 * While open, tells whoever stops the process with Ctrl-C or a signal that nothing is lost, and
 * gives the terminal back.
 */
final class StopNotice implements AutoCloseable {

  private static final String LINE =
      "stopped; run the same command again and it goes on from where it was";

  private final Thread hook;

  private StopNotice(Thread hook) {
    this.hook = hook;
  }

  static StopNotice on(ProgressDisplay display) {
    Thread hook =
        new Thread(
            () -> {
              display.end();
              display.say(LINE);
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
