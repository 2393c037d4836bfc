package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Instance;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the calls from the root's {@code forward} through the code: which modules run. Conditions
 * are not looked at, so a module counts as running if some branch runs it.
 */
final class ModuleCalls {

  private static final String FORWARD = "forward";
  private static final String LITERAL = "\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final String MODULE = "\\w+(?:\\.\\w+)*|getattr\\(\\w+, " + LITERAL + "\\)";
  private static final Pattern ASSIGNMENT = Pattern.compile("\\s*(\\w+) = (" + MODULE + ")");
  private static final Pattern CALL = Pattern.compile("\\((" + MODULE + ")\\)\\.(\\w+)\\(");
  private static final Pattern GETATTR = Pattern.compile("getattr\\((\\w+), (" + LITERAL + ")\\)");

  private final ModuleCode code;
  private final ClassSources classes;
  private final IdentityHashMap<Instance, Set<String>> running = new IdentityHashMap<>();

  private ModuleCalls(ModuleCode code, ClassSources classes) {
    this.code = code;
    this.classes = classes;
  }

  /** All modules whose {@code forward} runs. */
  static Set<Instance> running(Instance root, ModuleCode code, ClassSources classes) {
    ModuleCalls calls = new ModuleCalls(code, classes);
    calls.run(root, FORWARD);
    Set<Instance> running = Collections.newSetFromMap(new IdentityHashMap<>());
    calls.running.forEach(
        (module, methods) -> {
          if (methods.contains(FORWARD)) {
            running.add(module);
          }
        });
    return running;
  }

  private void run(Instance module, String method) {
    if (running.computeIfAbsent(module, none -> new HashSet<>()).add(method)) {
      code.require(module.className()).method(method).ifPresent(found -> follow(module, found));
    }
  }

  private void follow(Instance module, ClassCode.Method method) {
    Map<String, Instance> variables = new HashMap<>();
    variables.put(method.receiver(), module);
    for (String line : method.body()) {
      Matcher call = CALL.matcher(line);
      while (call.find()) {
        String called = call.group(2);
        resolve(call.group(1), variables).ifPresent(receiver -> run(receiver, called));
      }
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (assignment.matches()) {
        resolve(assignment.group(2), variables)
            .ifPresent(value -> variables.put(assignment.group(1), value));
      }
    }
  }

  private Optional<Instance> resolve(String expression, Map<String, Instance> variables) {
    Matcher getattr = GETATTR.matcher(expression);
    if (getattr.matches()) {
      String attribute = StringList.parse("[" + getattr.group(2) + ", ]").get(0);
      return Optional.ofNullable(variables.get(getattr.group(1)))
          .flatMap(owner -> child(owner, attribute));
    }
    String[] parts = expression.split("\\.", -1);
    Optional<Instance> value = Optional.ofNullable(variables.get(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      String attribute = parts[i];
      value = value.flatMap(owner -> child(owner, attribute));
    }
    return value;
  }

  private Optional<Instance> child(Instance owner, String attribute) {
    return Optional.ofNullable(ModulePaths.children(owner, classes).get(attribute));
  }
}
