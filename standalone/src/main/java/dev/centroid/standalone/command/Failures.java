package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.child.WorkerStartException;
import dev.centroid.standalone.client.JobFailedException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/** Tells a failure in one line, and as an exit code. */
final class Failures {

  static final int BAD_INPUT = 2;
  static final int INTERNAL = 1;

  /** As shells have it for a process that Ctrl-C stopped. */
  static final int STOPPED = 130;

  private static final String NAME = "centroid: ";

  private Failures() {}

  /** For arguments that picocli refuses. */
  static int ofArguments(CommandLine.ParameterException error, String... arguments) {
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println(NAME + firstLine(error) + "; `" + command + " --help` lists what it takes");
    return BAD_INPUT;
  }

  /** For anything thrown by a command. */
  static int report(Throwable error) {
    Throwable cause = unwrapped(error);
    if (cause instanceof InterruptedException) {
      // Whoever stopped the process was told by StopNotice.
      return STOPPED;
    }
    Optional<String> blame = blameOfUser(cause);
    if (blame.isPresent()) {
      System.err.println(NAME + blame.get());
      return BAD_INPUT;
    }
    System.err.println(NAME + internal(cause) + "; " + CurrentLog.append(error));
    return INTERNAL;
  }

  /** One line that says what went wrong. */
  static String line(Throwable error) {
    Throwable cause = unwrapped(error);
    return blameOfUser(cause).orElseGet(() -> internal(cause));
  }

  /** Ends the process at once; what was done so far is safe. */
  static void reportAndHalt(Throwable error) {
    Runtime.getRuntime().halt(report(error));
  }

  /** The line for the user if what the user gave, or the user's disk, is to blame. */
  static Optional<String> blameOfUser(Throwable cause) {
    // The services give the latter for settings that they refuse.
    if (cause instanceof InvalidInputException || cause instanceof ConfigurationException) {
      return Optional.of(firstLine(cause));
    }
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if ((at instanceof IOException || at instanceof JobFailedException) && isDiskFull(at)) {
        return Optional.of("the disk is full; make room and run the same command again");
      }
    }
    return cause instanceof FileSystemException file && file.getFile() != null
        ? Optional.of(fileProblem(file))
        : Optional.empty();
  }

  private static boolean isDiskFull(Throwable error) {
    String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left on device") || message.contains("disk quota exceeded");
  }

  private static String fileProblem(FileSystemException error) {
    String reason = Optional.ofNullable(error.getReason()).orElse(error.getClass().getSimpleName());
    return error.getFile() + ": cannot be used (" + reason + "); check the path";
  }

  private static String internal(Throwable cause) {
    return cause instanceof JobFailedException || cause instanceof WorkerStartException
        ? firstLine(cause)
        : "internal failure: " + cause.getClass().getSimpleName() + ": " + firstLine(cause);
  }

  private static Throwable unwrapped(Throwable error) {
    Throwable cause = error;
    while (isWrapper(cause) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isWrapper(Throwable error) {
    return error instanceof CompletionException
        || error instanceof ExecutionException
        || error instanceof UncheckedIOException
        // So Quarkus wraps what a service throws while it starts.
        || error.getCause() instanceof ConfigurationException;
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("no further word");
  }
}
