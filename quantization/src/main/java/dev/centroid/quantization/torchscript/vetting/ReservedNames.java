package dev.centroid.quantization.torchscript.vetting;

import java.util.Set;

/** Names with a meaning of their own in TorchScript code. */
final class ReservedNames {

  static final String TORCH = "torch";
  static final String OPS = "ops";
  static final String OWN_CODE = "__torch__";
  static final String CONSTANTS = "CONSTANTS";

  /** What to do about code that PyTorch's serializer does not write; ends a message. */
  static final String SAVE_AGAIN = "; save the model again with torch.jit.save";

  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "as",
          "assert",
          "async",
          "await",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "False",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "None",
          "nonlocal",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "True",
          "try",
          "while",
          "with",
          "yield");

  /** Names that libtorch resolves itself; a variable of that name would change what they mean. */
  private static final Set<String> NOT_FOR_VARIABLES =
      Set.of(
          TORCH,
          OPS,
          OWN_CODE,
          CONSTANTS,
          "annotate",
          "fork",
          "getattr",
          "inf",
          "infj",
          "isinstance",
          "nan",
          "nanj",
          "print",
          "unchecked_cast",
          "uninitialized");

  private ReservedNames() {}

  static boolean isKeyword(String name) {
    return KEYWORDS.contains(name);
  }

  static boolean canNameVariable(String name) {
    return !NOT_FOR_VARIABLES.contains(name);
  }
}
