package dev.centroid.quantization.torchscript.vetting;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All functions and classes of an archive by their qualified names, and what each refers to. */
final class Declarations {

  private final Map<String, Declaration> byName = new LinkedHashMap<>();
  private final Map<String, Set<String>> references = new HashMap<>();

  /**
   * @param line of the declaration
   * @throws RefusedCodeException if there is one of that name
   */
  void add(Declaration declaration, int line) {
    if (byName.putIfAbsent(declaration.name(), declaration) != null) {
      throw new RefusedCodeException(
          line, "declares '" + declaration.name() + "' twice" + ReservedNames.SAVE_AGAIN);
    }
  }

  /** Notes that a declaration names another. */
  void addReference(String from, String to) {
    references.computeIfAbsent(from, unseen -> new LinkedHashSet<>()).add(to);
  }

  Collection<Declaration> all() {
    return byName.values();
  }

  Optional<Declaration> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<Declaration.ClassOf> findClass(String name) {
    return find(name)
        .filter(Declaration.ClassOf.class::isInstance)
        .map(Declaration.ClassOf.class::cast);
  }

  /** The classes but enumerations, as the values of attributes are checked against them. */
  Map<String, DeclaredClass> classes() {
    Map<String, DeclaredClass> classes = new HashMap<>();
    byName.forEach(
        (name, declaration) -> {
          if (declaration instanceof Declaration.ClassOf owner) {
            Map<String, List<CodeType>> methods = new HashMap<>();
            owner.methods().forEach((method, code) -> methods.put(method, code.signature()));
            owner
                .kind()
                .declaredKind()
                .ifPresent(
                    kind ->
                        classes.put(name, new DeclaredClass(kind, owner.attributes(), methods)));
          }
        });
    return classes;
  }

  /** The class of a value of the type, if it is one of the archive's. */
  Optional<Declaration.ClassOf> classOf(CodeType type) {
    return type instanceof CodeType.ObjectOf object
        ? findClass(object.className())
        : Optional.empty();
  }

  /**
   * The first declaration of a chain of references that is too long.
   *
   * @param limit maximum number of declarations in a chain
   */
  Optional<String> startOfLongChain(int limit) {
    Map<String, Integer> heights = new HashMap<>();
    return byName.keySet().stream()
        .filter(name -> height(name, limit, heights) > limit)
        .findFirst();
  }

  /** Recursion ends at the limit, and where a chain leads back to itself. */
  private int height(String name, int limit, Map<String, Integer> heights) {
    Integer known = heights.get(name);
    if (known != null) {
      return known;
    }
    if (limit == 0 || !byName.containsKey(name)) {
      return byName.containsKey(name) ? 1 : 0;
    }
    heights.put(name, 0);
    int highest = 0;
    for (String reference : references.getOrDefault(name, Set.of())) {
      highest = Math.max(highest, height(reference, limit - 1, heights));
    }
    heights.put(name, highest + 1);
    return highest + 1;
  }
}
