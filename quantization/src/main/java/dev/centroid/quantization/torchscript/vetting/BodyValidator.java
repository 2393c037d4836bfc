package dev.centroid.quantization.torchscript.vetting;

import java.util.ArrayList;
import java.util.List;

/** Reads the statements of a function and refuses what is not allowed in them. */
final class BodyValidator {

  private static final String SILENCED = "_silenced_by_centroid_";

  private final Lexer lexer;
  private final FileContext context;
  private final Scope scope = new Scope();
  private final ExpressionValidator expressions;

  /**
   * @param lexer at the start of the body
   */
  BodyValidator(Lexer lexer, FileContext context) {
    this.lexer = lexer;
    this.context = context;
    this.expressions = new ExpressionValidator(lexer, context, scope);
  }

  /**
   * @throws RefusedCodeException if a statement is not allowed
   */
  void validate(Declaration.Function function) {
    function
        .parameters()
        .forEach(
            parameter -> scope.declare(parameter.name(), parameter.type(), function.body().line()));
    block(scope, 1);
  }

  private void block(Scope variables, int depth) {
    Token indent = lexer.expect(Token.Kind.INDENT);
    if (depth > CodeLimits.BLOCKS) {
      throw new RefusedCodeException(
          indent.line(), "has blocks nested deeper than " + CodeLimits.BLOCKS);
    }
    while (!lexer.peek().is(Token.Kind.DEDENT)) {
      expressions.enter(variables);
      statement(variables, depth);
    }
    lexer.next();
    expressions.enter(variables);
  }

  private void statement(Scope variables, int depth) {
    Token first = lexer.peek();
    switch (first.is(Token.Kind.NAME) ? first.text() : "") {
      case "if" -> branch(variables, depth);
      case "while" -> {
        lexer.next();
        expressions.expression();
        endHeader();
        loop(variables, depth);
      }
      case "for" -> forLoop(variables, depth);
      case "with" -> with(variables, depth);
      case "return" -> {
        lexer.next();
        expressions.expression();
        lexer.expect(Token.Kind.NEWLINE);
      }
      case "pass" -> {
        lexer.next();
        lexer.expect(Token.Kind.NEWLINE);
      }
      default -> simple(variables, first);
    }
  }

  private void branch(Scope variables, int depth) {
    lexer.next();
    expressions.expression();
    endHeader();
    Scope first = variables.copy();
    block(first, depth + 1);
    expressions.enter(variables);
    Scope other = variables.copy();
    if (lexer.peek().is("elif")) {
      expressions.enter(other);
      branch(other, depth + 1);
    } else if (lexer.accept("else")) {
      endHeader();
      block(other, depth + 1);
    }
    variables.join(first, other);
  }

  private void loop(Scope variables, int depth) {
    Scope body = variables.copy();
    block(body, depth + 1);
    variables.join(variables.copy(), body);
  }

  private void forLoop(Scope variables, int depth) {
    lexer.next();
    Token variable = lexer.expectIdentifier();
    lexer.expect("in");
    lexer.expect("range");
    lexer.expect("(");
    expressions.arguments();
    variables.declare(variable.text(), CodeType.plain(), variable.line());
    endHeader();
    loop(variables, depth);
  }

  private void with(Scope variables, int depth) {
    lexer.next();
    Checked manager = expressions.expression();
    if (lexer.accept("as")) {
      Token variable = lexer.expectIdentifier();
      CodeType entered =
          context
              .declarations()
              .classOf(manager.type())
              .flatMap(owner -> owner.method("__enter__"))
              .map(Declaration.Function::result)
              .orElse(CodeType.plain());
      variables.declare(variable.text(), entered, variable.line());
    }
    endHeader();
    block(variables, depth + 1);
  }

  private void endHeader() {
    lexer.expect(":");
    lexer.expect(Token.Kind.NEWLINE);
  }

  private void simple(Scope variables, Token first) {
    boolean name = first.is(Token.Kind.NAME) && !ReservedNames.isKeyword(first.text());
    if (name && isOutput(first)) {
      silence(first);
    } else if (name && (lexer.peek(1).is("=") || lexer.peek(1).is(","))) {
      assignment(variables);
    } else if (name && lexer.peek(1).is(":")) {
      annotated(variables);
    } else {
      Checked target = expressions.expression();
      if (target.attribute() && lexer.accept("=")) {
        expressions.expression();
      }
      lexer.expect(Token.Kind.NEWLINE);
    }
  }

  private boolean isOutput(Token first) {
    return (first.is("print") && lexer.peek(1).is("("))
        || (first.is(ReservedNames.TORCH) && lexer.peek(1).is(".") && lexer.peek(2).is("warn"));
  }

  /**
   * {@code print(...)} and {@code torch.warn(...)} write to the terminal: in libtorch's copy of the
   * code their arguments are computed, and that is all.
   */
  private void silence(Token first) {
    lexer.next();
    if (first.is(ReservedNames.TORCH)) {
      lexer.expect(".");
      lexer.next();
    }
    Token open = lexer.expect("(");
    Arguments arguments = expressions.arguments();
    lexer.expect(Token.Kind.NEWLINE);
    if (!arguments.keywords().isEmpty()) {
      throw new RefusedCodeException(
          first.line(), "gives " + first.shown() + " arguments by name" + ReservedNames.SAVE_AGAIN);
    }
    if (arguments.types().isEmpty()) {
      context.edits().accept(new Edit(first.start(), arguments.close().end(), "pass"));
      return;
    }
    // Each has a variable of its own, since a variable keeps its type.
    context.edits().accept(new Edit(first.start(), open.end(), SILENCED + first.start() + " = ("));
    if (!arguments.trailingComma()) {
      context.edits().accept(new Edit(arguments.close().start(), arguments.close().start(), ", "));
    }
  }

  /** {@code a = VALUE}, {@code a, b = VALUE, VALUE}, or {@code a, b, = TUPLE}. */
  private void assignment(Scope variables) {
    List<Token> targets = new ArrayList<>();
    boolean unpacked = false;
    do {
      targets.add(lexer.expectIdentifier());
      unpacked = lexer.accept(",");
    } while (!lexer.accept("="));
    List<CodeType> values = new ArrayList<>();
    do {
      values.add(expressions.expression().type());
    } while (lexer.accept(","));
    lexer.expect(Token.Kind.NEWLINE);
    CodeType single = values.get(0);
    CodeType tuple =
        context
            .declarations()
            .classOf(single)
            .<CodeType>map(Declaration.ClassOf::asTuple)
            .orElse(single);
    for (int i = 0; i < targets.size(); i++) {
      CodeType type = unpacked || i >= values.size() ? tuple.element(i) : values.get(i);
      variables.declare(targets.get(i).text(), type, targets.get(i).line());
    }
  }

  private void annotated(Scope variables) {
    Token target = lexer.expectIdentifier();
    lexer.expect(":");
    CodeType type = expressions.type();
    lexer.expect("=");
    expressions.expression();
    lexer.expect(Token.Kind.NEWLINE);
    variables.declare(target.text(), type, target.line());
  }
}
