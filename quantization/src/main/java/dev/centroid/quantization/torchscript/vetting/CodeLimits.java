package dev.centroid.quantization.torchscript.vetting;

/**
 * Limits of the code of one archive. libtorch parses and compiles recursively on the stack of the
 * calling thread and ends the process when the stack overflows, so everything that it recurses over
 * is bounded. Archives written by PyTorch stay far below.
 */
final class CodeLimits {

  /** Maximum height of an expression or a type, counted in operators, calls and brackets. */
  static final int NESTING = 60;

  /** Maximum levels of a type: lists of tuples of lists. */
  static final int TYPE_DEPTH = 12;

  /** Maximum parts of a type. */
  static final int TYPE_SIZE = 1000;

  /** Maximum depth of blocks within each other. */
  static final int BLOCKS = 40;

  /**
   * Maximum number of functions and classes that refer to each other in a chain; libtorch compiles
   * each of them while it compiles the one before.
   */
  static final int REFERENCES = 100;

  /** Maximum characters of a line. */
  static final int LINE_LENGTH = 1 << 20;

  /** Maximum tokens of an archive. */
  static final int TOKENS = 8 << 20;

  private CodeLimits() {}
}
