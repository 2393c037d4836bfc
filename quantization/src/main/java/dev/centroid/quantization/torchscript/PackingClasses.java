package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.ClassCode.Attribute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Tells which classes of an archive can have methods that save and load their state. Such methods
 * assign every attribute, so each must have a name that code can say; and libtorch walks through
 * all that such a state holds, which it cannot do where it meets an enum, a union or an interface.
 */
final class PackingClasses {

  private static final Pattern NAME =
      Pattern.compile(Pattern.quote(PickleGlobals.OWN_CODE) + "(?:\\.\\w+)+");
  private static final Pattern UNION = Pattern.compile("\\bUnion\\[");
  private static final List<String> OPAQUE =
      List.of("(Enum):", "(Interface):", "(ModuleInterface):");

  private final ModuleCode code;
  private final Map<String, Boolean> walkable = new HashMap<>();

  PackingClasses(ModuleCode code) {
    this.code = code;
  }

  boolean contains(ClassCode own) {
    return own.attributes().stream().allMatch(Attribute::isIdentifier)
        && isWalkable(own.qualifiedName());
  }

  private boolean isWalkable(String className) {
    Boolean known = walkable.get(className);
    if (known != null) {
      return known;
    }
    walkable.put(className, true);
    ClassCode own = code.require(className);
    boolean result =
        OPAQUE.stream().noneMatch(own.lines().get(0)::endsWith)
            && own.attributes().stream().map(Attribute::type).allMatch(this::isWalkableType);
    walkable.put(className, result);
    return result;
  }

  private boolean isWalkableType(String type) {
    return !UNION.matcher(type).find()
        && NAME.matcher(type).results().map(MatchResult::group).allMatch(this::isWalkable);
  }
}
