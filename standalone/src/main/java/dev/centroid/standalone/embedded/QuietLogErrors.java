package dev.centroid.standalone.embedded;

import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtHandler;

/**
 * Keeps the log's own troubles off the terminal. What keeps a log from being written, such as a
 * full disk, stops the command as well, and that tells it in one line instead of a stack trace.
 */
final class QuietLogErrors extends ErrorManager {

  private QuietLogErrors() {}

  /** Lets every handler of this process keep its troubles to itself. */
  static void install() {
    QuietLogErrors quiet = new QuietLogErrors();
    Stream.of(LogManager.getLogManager().getLogger("").getHandlers())
        .flatMap(QuietLogErrors::withNested)
        .forEach(handler -> handler.setErrorManager(quiet));
  }

  @Override
  public void error(String message, Exception exception, int code) {
    // Said nowhere: see above.
  }

  private static Stream<Handler> withNested(Handler handler) {
    return handler instanceof ExtHandler parent
        ? Stream.concat(
            Stream.of(handler), Stream.of(parent.getHandlers()).flatMap(QuietLogErrors::withNested))
        : Stream.of(handler);
  }
}
