package dev.centroid.standalone.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a command line did, run in this process.
 *
 * @param code its exit code
 * @param output lines of standard output
 * @param errors lines of standard error
 */
record ConsoleCapture(int code, List<String> output, List<String> errors) {

  static synchronized ConsoleCapture of(String... arguments) {
    PrintStream output = System.out;
    PrintStream errors = System.err;
    ByteArrayOutputStream newOutput = new ByteArrayOutputStream();
    ByteArrayOutputStream newErrors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(newOutput, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(newErrors, true, StandardCharsets.UTF_8));
    try {
      int code = CentroidCommand.execute(arguments);
      return new ConsoleCapture(code, lines(newOutput), lines(newErrors));
    } finally {
      System.setOut(output);
      System.setErr(errors);
    }
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
