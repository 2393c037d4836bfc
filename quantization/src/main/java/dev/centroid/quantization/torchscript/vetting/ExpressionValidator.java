package dev.centroid.quantization.torchscript.vetting;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an expression, refuses what is not allowed in it, and finds its type.
 *
 * <p>What a name after a dot means depends on the type of what stands before the dot: a method that
 * the archive declares, or an operator of libtorch. So a type is needed wherever a dot is, and an
 * operator's name that models may not call is refused as a method's name altogether.
 */
final class ExpressionValidator {

  /** Binary operators by how tightly they bind, the loosest first. */
  private static final List<Set<String>> OPERATORS =
      List.of(
          Set.of("==", "!=", "<", "<=", ">", ">="),
          Set.of("|"),
          Set.of("&"),
          Set.of("<<", ">>"),
          Set.of("+", "-"),
          Set.of("*", "/", "//"));

  private static final Set<String> LITERALS =
      Set.of("True", "False", "None", "inf", "nan", "infj", "nanj");
  private static final Set<String> BUILTINS =
      Set.of("bool", "complex", "float", "int", "len", "max", "min", "sorted", "str");
  private static final Map<String, String> REFUSED_BUILTINS =
      Map.of(
          "print", "which must stand alone as a statement",
          "fork", "which runs code on another thread");
  private static final String NEW = "__new__";
  private static final String TOLIST = "tolist";

  private final Lexer lexer;
  private final FileContext context;
  private final OperatorCalls operators;
  private final TypeParser types;
  private Scope scope;

  ExpressionValidator(Lexer lexer, FileContext context, Scope scope) {
    this.lexer = lexer;
    this.context = context;
    this.operators = new OperatorCalls(context);
    this.types = new TypeParser(lexer, context::refer);
    this.scope = scope;
  }

  /** Continues with other variables. */
  void enter(Scope other) {
    scope = other;
  }

  /** A type annotation. */
  CodeType type() {
    return types.type();
  }

  /**
   * @throws RefusedCodeException if something in it is not allowed
   */
  Checked expression() {
    return expression(1);
  }

  /** Arguments after the opening bracket, to the closing one. */
  Arguments arguments() {
    return arguments(1);
  }

  private Checked expression(int depth) {
    return binary(0, depth);
  }

  private Checked binary(int tightness, int depth) {
    if (tightness == OPERATORS.size()) {
      return unary(depth);
    }
    Checked left = binary(tightness + 1, depth);
    while (lexer.peek().is(Token.Kind.PUNCTUATION)
        && OPERATORS.get(tightness).contains(lexer.peek().text())) {
      Token operator = lexer.next();
      Checked right = binary(tightness + 1, depth + 1);
      left = Checked.plain(raised(Math.max(left.height(), right.height()), operator));
    }
    return left;
  }

  private Checked unary(int depth) {
    Token sign = lexer.peek();
    if (!lexer.accept("-")) {
      return postfix(depth);
    }
    Checked operand = unary(deeper(depth, sign));
    return Checked.plain(raised(operand.height(), sign));
  }

  private Checked postfix(int depth) {
    Checked value = primary(depth);
    while (true) {
      Token next = lexer.peek();
      if (lexer.accept(".")) {
        value = afterDot(value, depth);
      } else if (lexer.accept("[")) {
        value = subscript(value, deeper(depth, next));
      } else if (next.is("(")) {
        throw Lexer.unexpected(next, "the end of a value; only functions and methods are called");
      } else {
        return value;
      }
    }
  }

  private Checked primary(int depth) {
    Token first = lexer.next();
    return switch (first.kind()) {
      case NUMBER, STRING -> Checked.plain(1);
      case NAME -> named(first, depth);
      case PUNCTUATION -> display(first, deeper(depth, first));
      default -> throw Lexer.unexpected(first, "a value");
    };
  }

  private Checked named(Token name, int depth) {
    Optional<CodeType> variable = scope.find(name.text());
    if (variable.isPresent()) {
      return variable(name, variable.get(), depth);
    }
    if (LITERALS.contains(name.text())) {
      return Checked.plain(1);
    }
    return switch (name.text()) {
      case ReservedNames.TORCH -> operator(name, "aten", depth);
      case ReservedNames.OPS -> {
        lexer.expect(".");
        yield operator(name, lexer.expectIdentifier().text(), depth);
      }
      case ReservedNames.OWN_CODE -> ownName(name, depth);
      case ReservedNames.CONSTANTS -> {
        lexer.expect(".");
        Token constant = lexer.expectIdentifier();
        if (!constant.text().matches("c\\d{1,9}")) {
          throw Lexer.unexpected(constant, "the name of a constant");
        }
        yield Checked.plain(1);
      }
      default -> builtin(name, depth);
    };
  }

  private Checked variable(Token name, CodeType type, int depth) {
    if (!lexer.peek().is("(")) {
      return Checked.value(type, 1);
    }
    if (!(type instanceof CodeType.FunctionOf function)) {
      throw new RefusedCodeException(
          name.line(),
          "calls the variable '" + name.text() + "', which is not a function of the model");
    }
    return call(function, depth);
  }

  private Checked call(CodeType.FunctionOf function, int depth) {
    Token open = lexer.expect("(");
    Arguments arguments = arguments(deeper(depth, open));
    CodeType result =
        context
            .declarations()
            .find(function.name())
            .filter(Declaration.Function.class::isInstance)
            .map(declared -> ((Declaration.Function) declared).result())
            .orElse(CodeType.plain());
    return Checked.value(result, raised(arguments.height(), open));
  }

  private Checked operator(Token first, String namespace, int depth) {
    lexer.expect(".");
    Token name = lexer.expect(Token.Kind.NAME);
    Token open = lexer.peek();
    if (!lexer.accept("(")) {
      throw new RefusedCodeException(
          name.line(),
          "names '"
              + name.text()
              + "' of '"
              + first.text()
              + "' without calling it"
              + ReservedNames.SAVE_AGAIN);
    }
    OperatorCalls.Name operator = new OperatorCalls.Name(namespace, name, first.is("ops"));
    operators.require(operator);
    Arguments arguments = arguments(deeper(depth, open));
    return Checked.value(
        operators.result(operator, arguments).bounded(name.line()),
        raised(arguments.height(), open));
  }

  /** A function or class of the archive, by its qualified name. */
  private Checked ownName(Token first, int depth) {
    StringBuilder name = new StringBuilder(first.text());
    while (lexer.peek().is(".")) {
      Token dot = lexer.next();
      String parent = name.toString();
      Token part = lexer.expect(Token.Kind.NAME);
      name.append('.').append(part.text());
      TypeParser.requireNotCpp(name.toString(), dot.line());
      Optional<Declaration.ClassOf> owner = context.declarations().findClass(parent);
      if (owner.isPresent()) {
        return ofClass(owner.get(), part);
      }
    }
    String qualified = name.toString();
    context.refer(qualified);
    Optional<Declaration> found = context.declarations().find(qualified);
    if (found.filter(Declaration.Function.class::isInstance).isPresent()) {
      CodeType.FunctionOf function = new CodeType.FunctionOf(qualified);
      return lexer.peek().is("(") ? call(function, depth) : Checked.value(function, 1);
    }
    Token open = lexer.peek();
    boolean tuple =
        context
            .declarations()
            .findClass(qualified)
            .filter(owner -> owner.kind() == Declaration.ClassKind.NAMED_TUPLE)
            .isPresent();
    if (!tuple || !lexer.accept("(")) {
      throw new RefusedCodeException(
          first.line(),
          "uses '"
              + qualified
              + "', which is not a function or a named tuple of the archive"
              + ReservedNames.SAVE_AGAIN);
    }
    Arguments arguments = arguments(deeper(depth, open));
    return Checked.value(new CodeType.ObjectOf(qualified), raised(arguments.height(), open));
  }

  /** {@code CLASS.__new__(CLASS)}, or a member of an enumeration. */
  private Checked ofClass(Declaration.ClassOf owner, Token name) {
    context.refer(owner.name());
    CodeType type = new CodeType.ObjectOf(owner.name());
    if (owner.kind() == Declaration.ClassKind.ENUM && owner.attributes().containsKey(name.text())) {
      return Checked.value(type, 1);
    }
    if (!name.is(NEW) || owner.kind() != Declaration.ClassKind.OBJECT) {
      throw new RefusedCodeException(
          name.line(),
          "uses '"
              + name.text()
              + "' of the class '"
              + owner.name()
              + "'; only __new__ and members of enumerations can be used"
              + ReservedNames.SAVE_AGAIN);
    }
    lexer.expect("(");
    if (!type().equals(type)) {
      throw new RefusedCodeException(
          name.line(), "makes an object of another class" + ReservedNames.SAVE_AGAIN);
    }
    lexer.expect(")");
    return Checked.value(type, 2);
  }

  private Checked builtin(Token name, int depth) {
    if (ReservedNames.isKeyword(name.text())) {
      throw Lexer.unexpected(name, "a value");
    }
    Token open = lexer.peek();
    int inner = deeper(depth, name);
    String reason = REFUSED_BUILTINS.get(name.text());
    if (reason != null) {
      throw new RefusedCodeException(
          name.line(), "calls '" + name.text() + "', " + reason + "; remove it from the model");
    }
    if (!open.is("(")) {
      throw new RefusedCodeException(
          name.line(), "uses the unknown name '" + name.text() + "'" + ReservedNames.SAVE_AGAIN);
    }
    return switch (name.text()) {
      case "annotate", "unchecked_cast" -> {
        lexer.expect("(");
        CodeType type = type();
        lexer.expect(",");
        Checked value = expression(inner);
        lexer.expect(")");
        if (name.is("unchecked_cast") && !type.canBeCastFrom(value.type())) {
          throw new RefusedCodeException(
              name.line(),
              "casts a value to another class or tuple, which libtorch does not check"
                  + ReservedNames.SAVE_AGAIN);
        }
        yield Checked.value(type, raised(value.height(), open));
      }
      case "uninitialized" -> {
        lexer.expect("(");
        CodeType type = type();
        lexer.expect(")");
        yield Checked.value(type, 1);
      }
      case "isinstance" -> {
        lexer.expect("(");
        Checked value = expression(inner);
        lexer.expect(",");
        skipTypes();
        lexer.expect(")");
        yield Checked.plain(raised(value.height(), open));
      }
      case "getattr" -> {
        lexer.expect("(");
        Checked value = expression(inner);
        lexer.expect(",");
        Token attribute = lexer.expect(Token.Kind.STRING);
        lexer.expect(")");
        yield Checked.value(attributeType(value.type(), attribute), raised(value.height(), open));
      }
      default -> {
        if (!BUILTINS.contains(name.text())) {
          throw new RefusedCodeException(
              name.line(),
              "calls '"
                  + name.text()
                  + "', which is not one of TorchScript's builtins that models"
                  + " need"
                  + ReservedNames.SAVE_AGAIN);
        }
        lexer.expect("(");
        yield Checked.plain(raised(arguments(inner).height(), open));
      }
    };
  }

  private void skipTypes() {
    if (!lexer.accept("(")) {
      skipTypeOrKind();
      return;
    }
    do {
      skipTypeOrKind();
    } while (lexer.accept(","));
    lexer.expect(")");
  }

  /** A type, or a kind of container whatever it holds. */
  private void skipTypeOrKind() {
    if (!lexer.accept("list") && !lexer.accept("tuple")) {
      type();
    }
  }

  private Checked afterDot(Checked value, int depth) {
    Token name = lexer.expect(Token.Kind.NAME);
    Token open = lexer.peek();
    int height = raised(value.height(), name);
    if (!lexer.accept("(")) {
      return new Checked(attributeType(value.type(), name), height, true);
    }
    Arguments arguments = arguments(deeper(depth, open));
    int calledHeight = raised(Math.max(height, arguments.height()), open);
    if (name.is(TOLIST) && arguments.types().isEmpty() && arguments.keywords().isEmpty()) {
      return Checked.plain(calledHeight);
    }
    if (context.allowed().isForbiddenMethod(name.text())) {
      throw new RefusedCodeException(
          name.line(),
          "calls a method '"
              + name.text()
              + "', which has the name of an operator that models may not call; rename the method");
    }
    CodeType result =
        context
            .declarations()
            .classOf(value.type())
            .flatMap(owner -> owner.method(name.text()))
            .map(Declaration.Function::result)
            .orElseThrow(() -> unknown("method", name, value.type()));
    return Checked.value(result, calledHeight);
  }

  /**
   * @param name of an attribute, as a name or a string
   */
  private CodeType attributeType(CodeType owner, Token name) {
    return context
        .declarations()
        .classOf(owner)
        .flatMap(declared -> declared.attribute(name.text()))
        .orElseThrow(() -> unknown("attribute", name, owner));
  }

  private static RefusedCodeException unknown(String kind, Token name, CodeType owner) {
    String of =
        owner instanceof CodeType.ObjectOf object
            ? "the class '" + object.className() + "'"
            : "a value that is not of a class of the model";
    return new RefusedCodeException(
        name.line(),
        "uses the " + kind + " '" + name.text() + "' of " + of + ReservedNames.SAVE_AGAIN);
  }

  private Checked subscript(Checked value, int depth) {
    Token first = lexer.peek();
    Optional<Integer> index = literalIndex();
    int height = value.height();
    boolean slice = false;
    while (!lexer.accept("]")) {
      if (lexer.accept(":")) {
        slice = true;
      } else {
        height = Math.max(height, expression(depth).height());
        if (!lexer.peek().is("]") && !lexer.peek().is(":")) {
          throw Lexer.unexpected(lexer.peek(), "']'");
        }
      }
    }
    CodeType container =
        context
            .declarations()
            .classOf(value.type())
            .map(
                owner ->
                    owner
                        .method("__getitem__")
                        .<CodeType>map(method -> new CodeType.ContainerOf(method.result()))
                        .orElseGet(owner::asTuple))
            .orElse(value.type());
    return Checked.value(
        slice ? sliced(container) : index.map(container::element).orElseGet(container::element),
        raised(height, first));
  }

  /** A slice of a list has its type; of a tuple, no element's type is known. */
  private static CodeType sliced(CodeType container) {
    return container instanceof CodeType.ContainerOf ? container : CodeType.plain();
  }

  private Optional<Integer> literalIndex() {
    boolean negative = lexer.peek().is("-");
    Token number = lexer.peek(negative ? 1 : 0);
    Token after = lexer.peek(negative ? 2 : 1);
    return number.is(Token.Kind.NUMBER) && after.is("]") && number.text().matches("\\d{1,9}")
        ? Optional.of(Integer.parseInt(number.text()) * (negative ? -1 : 1))
        : Optional.empty();
  }

  /** What begins with a bracket. */
  private Checked display(Token open, int depth) {
    return switch (open.text()) {
      case "(" -> tuple(open, depth);
      case "[" -> list(open, depth);
      case "{" -> dictionary(open, depth);
      default -> throw Lexer.unexpected(open, "a value");
    };
  }

  private Checked tuple(Token open, int depth) {
    List<CodeType> elements = new ArrayList<>();
    int height = 0;
    boolean comma = false;
    while (!lexer.accept(")")) {
      Checked element = expression(depth);
      elements.add(element.type());
      if (elements.size() > CodeLimits.TYPE_SIZE) {
        throw new RefusedCodeException(
            open.line(), "has a tuple of more than " + CodeLimits.TYPE_SIZE + " elements");
      }
      height = Math.max(height, element.height());
      comma = separated(")");
    }
    CodeType type =
        elements.size() == 1 && !comma ? elements.get(0) : new CodeType.TupleOf(elements);
    return Checked.value(type.bounded(open.line()), raised(height, open));
  }

  private Checked list(Token open, int depth) {
    Set<CodeType> elements = new HashSet<>();
    int height = 0;
    while (!lexer.accept("]")) {
      Checked element = expression(depth);
      elements.add(element.type());
      height = Math.max(height, element.height());
      separated("]");
    }
    return Checked.value(containerOf(elements).bounded(open.line()), raised(height, open));
  }

  private Checked dictionary(Token open, int depth) {
    Set<CodeType> values = new HashSet<>();
    int height = 0;
    while (!lexer.accept("}")) {
      Checked key = expression(depth);
      lexer.expect(":");
      Checked value = expression(depth);
      values.add(value.type());
      height = Math.max(height, Math.max(key.height(), value.height()));
      separated("}");
    }
    return Checked.value(containerOf(values).bounded(open.line()), raised(height, open));
  }

  private static CodeType containerOf(Set<CodeType> elements) {
    return new CodeType.ContainerOf(
        elements.size() == 1 ? elements.iterator().next() : CodeType.plain());
  }

  /** Whether a comma follows; else the end must. */
  private boolean separated(String end) {
    if (lexer.peek().is(end)) {
      return false;
    }
    lexer.expect(",");
    return true;
  }

  private Arguments arguments(int depth) {
    List<CodeType> positional = new ArrayList<>();
    List<Arguments.Keyword> keywords = new ArrayList<>();
    int height = 0;
    boolean comma = false;
    int start = lexer.peek().start();
    while (!lexer.peek().is(")")) {
      Token first = lexer.peek();
      if (first.is(Token.Kind.NAME) && lexer.peek(1).is("=")) {
        lexer.next();
        lexer.next();
        Token value = lexer.peek();
        Checked checked = expression(depth);
        height = Math.max(height, checked.height());
        boolean single = lexer.peek().start() == value.end();
        keywords.add(
            new Arguments.Keyword(
                first.text(),
                comma ? start : first.start(),
                lexer.peek().start(),
                single ? value.text() : ""));
      } else {
        Checked checked = expression(depth);
        height = Math.max(height, checked.height());
        positional.add(checked.type());
      }
      start = lexer.peek().start();
      comma = separated(")");
    }
    return new Arguments(positional, keywords, height, comma, lexer.next());
  }

  private static int deeper(int depth, Token at) {
    return limited(depth + 1, at);
  }

  private static int raised(int height, Token at) {
    return limited(height + 1, at);
  }

  private static int limited(int nesting, Token at) {
    if (nesting > CodeLimits.NESTING) {
      throw new RefusedCodeException(
          at.line(),
          "has expressions nested deeper than "
              + CodeLimits.NESTING
              + "; split them into statements in the model's code");
    }
    return nesting;
  }
}
