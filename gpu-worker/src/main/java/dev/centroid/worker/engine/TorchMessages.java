package dev.centroid.worker.engine;

/** Reads libtorch's messages, which are many lines of traceback and one that matters. */
final class TorchMessages {

  private static final String CAUSE = "RuntimeError: ";
  private static final int LONGEST = 300;

  private TorchMessages() {}

  /** The one line that says what was wrong. */
  static String cause(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    int start = message.lastIndexOf(CAUSE);
    String line =
        (start < 0 ? message : message.substring(start + CAUSE.length()))
            .lines()
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse("no message")
            .strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
