package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.torchscript.PickleValue.Call;
import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.None;
import dev.centroid.quantization.torchscript.PickleValue.Sequence;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import dev.centroid.quantization.torchscript.vetting.CodeType;
import dev.centroid.quantization.torchscript.vetting.DeclaredClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that objects have the classes, and tuples the lengths, that the code declares for the
 * attributes they are in. libtorch trusts the pickle there: it reads an attribute by its place, so
 * an object of a smaller class would be read beyond its end.
 */
final class ObjectCheck {

  private final String file;
  private final Map<String, DeclaredClass> classes;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final IdentityHashMap<PickleValue, Set<CodeType>> seen = new IdentityHashMap<>();

  private ObjectCheck(String file, Map<String, DeclaredClass> classes) {
    this.file = file;
    this.classes = classes;
  }

  /**
   * @param where path of the attribute, for messages
   */
  private record Pending(PickleValue value, CodeType type, String where) {}

  /**
   * @param classes of the archive's code, by their qualified names
   * @throws InvalidInputException naming an attribute that holds something else than it declares
   */
  static void require(Instance root, Map<String, DeclaredClass> classes, String file) {
    ObjectCheck check = new ObjectCheck(file, classes);
    check.add(root, new CodeType.ObjectOf(root.className()), "the model");
    while (!check.pending.isEmpty()) {
      check.visit(check.pending.remove());
    }
  }

  private void add(PickleValue value, CodeType type, String where) {
    if (seen.computeIfAbsent(value, unseen -> new HashSet<>()).add(type)) {
      pending.add(new Pending(value, type, where));
    }
  }

  private void visit(Pending next) {
    CodeType type = next.type().unwrapped();
    if (next.value() instanceof None) {
      return;
    }
    if (next.value() instanceof Call call && call.argument() instanceof Tuple given) {
      // A list or dictionary with its type comes as the argument of the function that types it.
      given.items().stream().limit(1).forEach(value -> add(value, type, next.where()));
    } else if (type instanceof CodeType.ObjectOf object) {
      visitObject(next, object.className());
    } else if (type instanceof CodeType.TupleOf tuple) {
      visitTuple(next, tuple.elements());
    } else if (type instanceof CodeType.ContainerOf container) {
      elements(next.value()).forEach(value -> add(value, container.element(), next.where()));
    }
    if (next.value() instanceof Instance instance) {
      visitAttributes(instance);
    }
  }

  private void visitObject(Pending next, String className) {
    DeclaredClass declared = classes.get(className);
    if (declared == null) {
      // An enumeration.
      return;
    }
    switch (declared.kind()) {
      case NAMED_TUPLE -> visitTuple(next, new ArrayList<>(declared.attributes().values()));
      case INTERFACE -> requireMethods(next, className, declared);
      case OBJECT -> {
        if (!(next.value() instanceof Instance instance)
            || !instance.className().equals(className)) {
          throw mismatch(next.where(), "an object of " + Printable.quoted(className));
        }
      }
    }
  }

  private void requireMethods(Pending next, String name, DeclaredClass contract) {
    if (next.value() instanceof Instance instance) {
      DeclaredClass actual = classes.get(instance.className());
      if (actual == null || !actual.implementsMethodsOf(contract)) {
        throw mismatch(next.where(), "an object with the methods of " + Printable.quoted(name));
      }
    }
  }

  private void visitTuple(Pending next, List<CodeType> elements) {
    if (!(next.value() instanceof Tuple tuple) || tuple.items().size() != elements.size()) {
      throw mismatch(next.where(), "a tuple of " + elements.size());
    }
    for (int i = 0; i < elements.size(); i++) {
      add(tuple.items().get(i), elements.get(i), next.where());
    }
  }

  private void visitAttributes(Instance instance) {
    DeclaredClass declared = classes.get(instance.className());
    PickleValue state = instance.state().orElseGet(None::new);
    if (declared == null || !(state instanceof Mapping attributes)) {
      // A state of another form goes through __setstate__, whose argument libtorch checks.
      return;
    }
    for (Mapping.Pair pair : attributes.pairs()) {
      CodeType type =
          pair.key() instanceof Text name ? declared.attributes().get(name.value()) : null;
      if (type != null && pair.key() instanceof Text name) {
        add(pair.value(), type, instance.className() + "." + name.value());
      } else if (pair.value() instanceof Instance other) {
        add(other, new CodeType.ObjectOf(other.className()), instance.className());
      }
    }
  }

  private static List<PickleValue> elements(PickleValue value) {
    if (value instanceof Sequence sequence) {
      return sequence.items();
    }
    return value instanceof Mapping mapping
        ? mapping.pairs().stream().map(Mapping.Pair::value).toList()
        : List.of();
  }

  private InvalidInputException mismatch(String where, String expected) {
    return new InvalidInputException(
        file
            + ": data.pkl: "
            + Printable.quoted(where)
            + " is declared to be "
            + expected
            + " and is not; save the model again with torch.jit.save");
  }
}
