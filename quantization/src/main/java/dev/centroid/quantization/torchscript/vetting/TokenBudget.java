package dev.centroid.quantization.torchscript.vetting;

/** Counts the tokens of an archive against their maximum. */
final class TokenBudget {

  private int left = CodeLimits.TOKENS;

  /**
   * @param line for the message
   * @throws RefusedCodeException if no token is left
   */
  void take(int line) {
    left--;
    if (left < 0) {
      throw new RefusedCodeException(
          line, "is beyond the " + CodeLimits.TOKENS + " tokens that a model may have");
    }
  }
}
