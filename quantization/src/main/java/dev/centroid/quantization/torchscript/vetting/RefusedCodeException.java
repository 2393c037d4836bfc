package dev.centroid.quantization.torchscript.vetting;

/** A line of code that is not allowed. */
final class RefusedCodeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * @param line number of the line, from 1
   * @param problem what is wrong and what to do, without the place
   */
  RefusedCodeException(int line, String problem) {
    super(problem);
    this.line = line;
  }

  int line() {
    return line;
  }
}
