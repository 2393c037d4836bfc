package dev.centroid.quantization.torchscript.vetting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A function or class that the archive's code declares. */
sealed interface Declaration {

  /** The qualified name, from {@code __torch__} on. */
  String name();

  /** A parameter of a function. */
  record Parameter(String name, CodeType type) {}

  /**
   * A function or method.
   *
   * @param path of its file in the archive
   * @param body where its body begins
   */
  record Function(
      String name, List<Parameter> parameters, CodeType result, String path, Lexer.Mark body)
      implements Declaration {
    public Function {
      parameters = List.copyOf(parameters);
    }

    /** The types of a method's parameters but its own object's, and of the result. */
    List<CodeType> signature() {
      return Stream.concat(parameters.stream().skip(1).map(Parameter::type), Stream.of(result))
          .toList();
    }
  }

  /** Kinds of classes, by what stands in brackets after their name. */
  enum ClassKind {
    OBJECT(""),
    MODULE("Module"),
    NAMED_TUPLE("NamedTuple"),
    ENUM("Enum"),
    INTERFACE("Interface"),
    MODULE_INTERFACE("ModuleInterface");

    private final String base;

    ClassKind(String base) {
      this.base = base;
    }

    /** What it is by its objects; empty for enumerations. */
    Optional<DeclaredClass.Kind> declaredKind() {
      return switch (this) {
        case OBJECT, MODULE -> Optional.of(DeclaredClass.Kind.OBJECT);
        case NAMED_TUPLE -> Optional.of(DeclaredClass.Kind.NAMED_TUPLE);
        case INTERFACE, MODULE_INTERFACE -> Optional.of(DeclaredClass.Kind.INTERFACE);
        case ENUM -> Optional.empty();
      };
    }

    static Optional<ClassKind> of(String base) {
      for (ClassKind kind : values()) {
        if (kind.base.equals(base)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * A class.
   *
   * @param attributes and constants with their types, in order; of an enumeration: its members
   */
  record ClassOf(
      String name, ClassKind kind, Map<String, CodeType> attributes, Map<String, Function> methods)
      implements Declaration {

    /** The type of an attribute that a value of the class has. */
    Optional<CodeType> attribute(String attribute) {
      if (kind == ClassKind.ENUM) {
        return attribute.equals("name") || attribute.equals("value")
            ? Optional.of(CodeType.plain())
            : Optional.empty();
      }
      return Optional.ofNullable(attributes.get(attribute));
    }

    Optional<Function> method(String method) {
      return Optional.ofNullable(methods.get(method));
    }

    /** The types of a named tuple's fields. */
    CodeType asTuple() {
      return kind == ClassKind.NAMED_TUPLE
          ? new CodeType.TupleOf(new ArrayList<>(attributes.values()))
          : CodeType.plain();
    }
  }
}
