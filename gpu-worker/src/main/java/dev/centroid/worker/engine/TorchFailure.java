package dev.centroid.worker.engine;

import dev.centroid.quantization.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cause of an exception of libtorch, whose messages are many lines of traceback and one that
 * matters.
 *
 * @param text one printable line, cut
 */
record TorchFailure(Kind kind, String text) {

  /** Whose fault it is. */
  enum Kind {
    /** The model's own code raised an error. */
    RAISED,
    /** There is too little memory. */
    OUT_OF_MEMORY,
    /** An operator refused its arguments, or libtorch the file. */
    REFUSED
  }

  private static final int MAX_LENGTH = 300;
  private static final String END_OF_TRACEBACK = "<--- HERE";
  private static final String OPERATOR_ERROR = "RuntimeError: ";

  /** The class of an error that a model raises is qualified; that of an operator's is not. */
  private static final Pattern RAISED =
      Pattern.compile("^(?:\\w+\\.)+(\\w+): (.*)$", Pattern.MULTILINE);

  private static final Pattern ALLOCATION =
      Pattern.compile(
          "(?:tried to allocate|Tried to allocate) (\\d+(?:\\.\\d+)? ?\\w+)|out of memory");

  static TorchFailure of(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    int traceback = message.lastIndexOf(END_OF_TRACEBACK);
    String end = traceback < 0 ? message : message.substring(traceback + END_OF_TRACEBACK.length());
    Matcher raised = RAISED.matcher(end);
    if (traceback >= 0 && raised.find()) {
      return new TorchFailure(
          Kind.RAISED, "the model raised " + raised.group(1) + ": " + cut(raised.group(2)));
    }
    String line = lineThatMatters(message);
    Matcher allocation = ALLOCATION.matcher(line);
    if (allocation.find()) {
      String size = allocation.group(1) == null ? "more memory" : allocation.group(1);
      return new TorchFailure(
          Kind.OUT_OF_MEMORY,
          "the model asked for " + cut(size) + " of memory, more than there is");
    }
    return new TorchFailure(Kind.REFUSED, cut(line));
  }

  private static String lineThatMatters(String message) {
    int start = message.lastIndexOf(OPERATOR_ERROR);
    return (start < 0 ? message : message.substring(start + OPERATOR_ERROR.length()))
        .lines()
        .filter(text -> !text.isBlank())
        .findFirst()
        .orElse("no message")
        .strip();
  }

  private static String cut(String line) {
    return Printable.line(
        line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...");
  }
}
