package dev.centroid.quantization.torchscript.vetting;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a file declares; bodies of functions are skipped. */
final class DeclarationParser {

  private static final Set<String> NAME_LISTS =
      Set.of("__parameters__", "__buffers__", "__forward_hooks__", "__forward_pre_hooks__");
  private static final String ANNOTATIONS = "__annotations__";

  private final String path;
  private final String prefix;
  private final Lexer lexer;
  private final Declarations declarations;
  private final TypeParser types;
  private final ConstantParser constants;
  private String current = "";

  /**
   * @param path of the file in the archive
   * @param prefix of the qualified names of what it declares
   * @param declarations to which it is added
   */
  DeclarationParser(String path, String prefix, Lexer lexer, Declarations declarations) {
    this.path = path;
    this.prefix = prefix;
    this.lexer = lexer;
    this.declarations = declarations;
    this.types = new TypeParser(lexer, name -> declarations.addReference(current, name));
    this.constants = new ConstantParser(lexer, types);
  }

  /**
   * @throws RefusedCodeException if the file holds anything but functions and classes
   */
  void parse() {
    while (!lexer.peek().is(Token.Kind.END)) {
      Token first = lexer.next();
      if (first.is("class")) {
        declarations.add(parseClass(), first.line());
      } else if (first.is("def")) {
        declarations.add(parseFunction(prefix, CodeType.plain()), first.line());
      } else {
        throw Lexer.unexpected(first, "'class' or 'def'");
      }
    }
  }

  private Declaration.ClassOf parseClass() {
    String name = prefix + "." + lexer.expectIdentifier().text();
    current = name;
    Declaration.ClassKind kind = parseKind();
    lexer.expect(":");
    lexer.expect(Token.Kind.NEWLINE);
    Map<String, CodeType> attributes = new LinkedHashMap<>();
    Map<String, Declaration.Function> methods = new LinkedHashMap<>();
    if (lexer.peek().is(Token.Kind.INDENT)) {
      lexer.next();
      while (!lexer.peek().is(Token.Kind.DEDENT)) {
        parseMember(new Declaration.ClassOf(name, kind, attributes, methods));
      }
      lexer.next();
    }
    return new Declaration.ClassOf(name, kind, attributes, methods);
  }

  private Declaration.ClassKind parseKind() {
    if (!lexer.accept("(")) {
      return Declaration.ClassKind.OBJECT;
    }
    Token base = lexer.next();
    Declaration.ClassKind kind =
        Declaration.ClassKind.of(base.text())
            .orElseThrow(() -> Lexer.unexpected(base, "'Module' or another kind of class"));
    lexer.expect(")");
    return kind;
  }

  /**
   * @param owner to whose attributes and methods it is added
   */
  private void parseMember(Declaration.ClassOf owner) {
    Token first = lexer.next();
    if (first.is("def")) {
      Declaration.Function method =
          parseFunction(owner.name(), new CodeType.ObjectOf(owner.name()));
      String simpleName = method.name().substring(owner.name().length() + 1);
      if (owner.methods().putIfAbsent(simpleName, method) != null) {
        throw new RefusedCodeException(
            first.line(), "declares '" + method.name() + "' twice" + ReservedNames.SAVE_AGAIN);
      }
      return;
    }
    if (!first.is("pass")) {
      parseAttribute(owner, first);
    }
    lexer.expect(Token.Kind.NEWLINE);
  }

  private void parseAttribute(Declaration.ClassOf owner, Token first) {
    if (!first.is(Token.Kind.NAME) || ReservedNames.isKeyword(first.text())) {
      throw Lexer.unexpected(first, "an attribute or a method");
    }
    if (NAME_LISTS.contains(first.text())) {
      lexer.expect("=");
      constants.skip();
    } else if (first.is(ANNOTATIONS)) {
      parseAnnotation(owner);
    } else if (owner.kind() == Declaration.ClassKind.ENUM) {
      lexer.expect("=");
      constants.skip();
      declare(owner, first, CodeType.plain());
    } else {
      lexer.expect(":");
      declare(owner, first, attributeType());
    }
  }

  /** {@code __annotations__["0"] = TYPE}, or {@code __annotations__ = []} before the first. */
  private void parseAnnotation(Declaration.ClassOf owner) {
    if (lexer.accept("=")) {
      constants.skip();
      return;
    }
    lexer.expect("[");
    Token name = lexer.expect(Token.Kind.STRING);
    lexer.expect("]");
    lexer.expect("=");
    declare(owner, name, types.type());
  }

  private CodeType attributeType() {
    if (!lexer.accept("Final")) {
      return types.type();
    }
    lexer.expect("[");
    CodeType type = types.type();
    lexer.expect("]");
    lexer.expect("=");
    constants.skip();
    return type;
  }

  private static void declare(Declaration.ClassOf owner, Token name, CodeType type) {
    if (owner.attributes().putIfAbsent(name.text(), type) != null) {
      throw new RefusedCodeException(
          name.line(),
          "declares an attribute of '" + owner.name() + "' twice" + ReservedNames.SAVE_AGAIN);
    }
  }

  /**
   * @param receiver the type of the first parameter where it has none
   */
  private Declaration.Function parseFunction(String owner, CodeType receiver) {
    String name = owner + "." + lexer.expectIdentifier().text();
    if (owner.equals(prefix)) {
      current = name;
    }
    lexer.continueLines();
    lexer.expect("(");
    List<Declaration.Parameter> parameters = new ArrayList<>();
    while (!lexer.accept(")")) {
      Token parameter = lexer.expectIdentifier();
      CodeType type = lexer.accept(":") ? types.type() : receiver;
      if (parameters.isEmpty() && !owner.equals(prefix) && !type.equals(receiver)) {
        throw new RefusedCodeException(
            parameter.line(),
            "declares a method of '" + owner + "' for another class" + ReservedNames.SAVE_AGAIN);
      }
      if (lexer.accept("=")) {
        constants.skip();
      }
      parameters.add(new Declaration.Parameter(parameter.text(), type));
      if (!lexer.peek().is(")")) {
        lexer.expect(",");
      }
    }
    lexer.expect("->");
    CodeType result = types.type();
    lexer.expect(":");
    lexer.expect(Token.Kind.NEWLINE);
    Lexer.Mark body = lexer.mark();
    skipBlock();
    return new Declaration.Function(name, parameters, result, path, body);
  }

  private void skipBlock() {
    lexer.expect(Token.Kind.INDENT);
    for (int depth = 1; depth > 0; ) {
      Token token = lexer.next();
      if (token.is(Token.Kind.INDENT)) {
        depth++;
      } else if (token.is(Token.Kind.DEDENT)) {
        depth--;
      } else if (token.is(Token.Kind.END)) {
        throw Lexer.unexpected(token, "the end of the line");
      }
    }
  }
}
