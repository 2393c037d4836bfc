package dev.centroid.quantization.torchscript.vetting;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Vets all code of an archive. Allowed is what PyTorch's serializer writes: operators as {@code
 * torch.NAME(...)} and {@code ops.NAMESPACE.NAME(...)} if they are on the list, methods and
 * attributes of the archive's own classes, its own functions, a fixed list of builtins, and {@code
 * CONSTANTS.cN}. Everything else is refused, with file and line.
 */
public final class CodeVetting {

  private static final String ROOT = "code/";
  private static final String EXTENSION = ".py";

  private final String file;
  private final Map<String, String> sources;
  private final Declarations declarations = new Declarations();
  private final Set<String> operators = new TreeSet<>();
  private final Map<String, List<Edit>> edits = new HashMap<>();
  private final AllowedOperators allowed;

  private CodeVetting(String file, Map<String, String> sources, AllowedOperators allowed) {
    this.file = file;
    this.sources = new TreeMap<>(sources);
    this.allowed = allowed;
  }

  /**
   * @param file name of the archive, for messages
   * @param sources text of each code file by its path in the archive, such as {@code
   *     code/__torch__.py}
   * @throws InvalidInputException naming file and line of what is not allowed
   */
  public static VettedCode vet(String file, Map<String, String> sources, AllowedOperators allowed) {
    return new CodeVetting(file, sources, allowed).vet();
  }

  private VettedCode vet() {
    TokenBudget budget = new TokenBudget();
    sources.forEach(
        (path, code) ->
            checked(
                path,
                () ->
                    new DeclarationParser(
                            path,
                            prefix(path),
                            new Lexer(code, Lexer.Mark.START, budget),
                            declarations)
                        .parse()));
    declarations.all().forEach(this::vetBodies);
    declarations
        .startOfLongChain(CodeLimits.REFERENCES)
        .ifPresent(
            name -> {
              throw new InvalidInputException(
                  file
                      + ": "
                      + Printable.quoted(name)
                      + " begins a chain of more than "
                      + CodeLimits.REFERENCES
                      + " functions and classes that call each other; make the model's code"
                      + " flatter");
            });
    Map<String, String> rewritten = new HashMap<>();
    edits.forEach((path, changes) -> rewritten.put(path, Edit.apply(source(path), changes)));
    return new VettedCode(operators, rewritten, declarations.classes());
  }

  private void vetBodies(Declaration declaration) {
    if (declaration instanceof Declaration.Function function) {
      vetBody(function, declaration.name());
    } else if (declaration instanceof Declaration.ClassOf owner) {
      owner.methods().values().forEach(method -> vetBody(method, declaration.name()));
    }
  }

  /**
   * @param user the declaration that refers to what the body uses
   */
  private void vetBody(Declaration.Function function, String user) {
    FileContext context =
        new FileContext(
            file,
            allowed,
            declarations,
            user,
            operators,
            edit -> edits.computeIfAbsent(function.path(), none -> new ArrayList<>()).add(edit));
    Lexer lexer = new Lexer(source(function.path()), function.body(), new TokenBudget());
    checked(function.path(), () -> new BodyValidator(lexer, context).validate(function));
  }

  private String source(String path) {
    return sources.getOrDefault(path, "");
  }

  private void checked(String path, Runnable check) {
    try {
      check.run();
    } catch (RefusedCodeException e) {
      throw new InvalidInputException(
          file
              + ": "
              + Printable.quoted(path)
              + ", line "
              + e.line()
              + ": "
              + Printable.line(String.valueOf(e.getMessage())),
          e);
    }
  }

  /** {@code code/__torch__/a/b.py} declares {@code __torch__.a.b.NAME}. */
  private static String prefix(String path) {
    String name = path.substring(ROOT.length(), path.length() - EXTENSION.length());
    boolean own =
        name.equals(ReservedNames.OWN_CODE) || name.startsWith(ReservedNames.OWN_CODE + "/");
    if (!own || name.contains(".")) {
      throw new RefusedCodeException(1, "is not below code/__torch__" + ReservedNames.SAVE_AGAIN);
    }
    return name.replace('/', '.');
  }
}
