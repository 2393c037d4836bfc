package dev.centroid.quantization.torchscript.vetting;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The local variables of a function at one place of its body. */
final class Scope {

  private final Map<String, CodeType> variables = new HashMap<>();

  /** The variables of a block's start; changes in it do not change these. */
  Scope copy() {
    Scope copy = new Scope();
    copy.variables.putAll(variables);
    return copy;
  }

  /**
   * @throws RefusedCodeException if the name has a meaning of its own
   */
  void declare(String name, CodeType type, int line) {
    if (!ReservedNames.canNameVariable(name)) {
      throw new RefusedCodeException(
          line,
          "uses '" + name + "' as a variable; rename it in the model's code and save it again");
    }
    variables.put(name, type);
  }

  Optional<CodeType> find(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** Makes this the scope after one of two blocks; where types differ, nothing is known. */
  void join(Scope one, Scope other) {
    variables.clear();
    variables.putAll(one.variables);
    other.variables.forEach(
        (name, type) -> variables.merge(name, type, (a, b) -> a.equals(b) ? a : CodeType.plain()));
  }
}
