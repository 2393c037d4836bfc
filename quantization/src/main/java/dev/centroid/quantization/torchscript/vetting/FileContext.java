package dev.centroid.quantization.torchscript.vetting;

import java.util.Set;
import java.util.function.Consumer;

/**
 * What the code of a function is checked against, and what is found in it.
 *
 * @param file name of the archive
 * @param user name of the declaration that the code belongs to
 * @param operators to which the operators that it calls are added
 * @param edits called with each change that libtorch's copy of the code needs
 */
record FileContext(
    String file,
    AllowedOperators allowed,
    Declarations declarations,
    String user,
    Set<String> operators,
    Consumer<Edit> edits) {

  /**
   * @param shown the operator as it is written
   * @throws RefusedCodeException if it is not allowed
   */
  void requireAllowed(String operator, String shown, int line) {
    if (operators.contains(operator)) {
      return;
    }
    if (!allowed.contains(operator, file)) {
      throw new RefusedCodeException(
          line,
          "calls '"
              + shown
              + "', which is not on the list of operators that models may call; replace it, or"
              + " allow "
              + operator
              + " in the file that "
              + AllowedOperators.SETTING
              + " names (docs/vetting.md)");
    }
    operators.add(operator);
  }

  /** Notes that the code uses another declaration. */
  void refer(String name) {
    declarations.addReference(user, name);
  }
}
