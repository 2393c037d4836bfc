package dev.centroid.quantization.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The code of one class, as libtorch prints it: a statement a line, attributes first, then methods,
 * indented by two spaces a level. A value: each change gives another one.
 */
public final class ClassCode {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern BUFFERS = Pattern.compile("  __buffers__ = \\[(.*)\\]");
  private static final String TRAINING = "  training : bool";
  private static final String DEFINITION = "  def ";
  private static final String BODY = "    ";
  private static final Pattern END_OF_SIGNATURE = Pattern.compile(".*\\) -> .*:");
  private static final Pattern ARGUMENT =
      Pattern.compile("(?:  def \\w+\\(|    )(\\w+): (.*?)(?:,|\\) -> .*:)");
  private static final Pattern DEFAULT = Pattern.compile("=.*");
  private static final Pattern ATTRIBUTE = Pattern.compile("  (\\w+) : (?!Final\\[)(.*)");
  private static final Pattern ANNOTATION =
      Pattern.compile("  __annotations__\\[(\".*\")\\] = (.*)");

  private final String qualified;
  private final List<String> lines;

  ClassCode(String qualified, List<String> lines) {
    this.qualified = qualified;
    this.lines = List.copyOf(lines);
  }

  /**
   * An attribute whose value each object has of its own.
   *
   * @param type as it is declared
   */
  record Attribute(String name, String type) {
    boolean isIdentifier() {
      return ClassCode.isIdentifier(name);
    }
  }

  /** An argument of a method. */
  public record Argument(String name, String type) {}

  /**
   * A method.
   *
   * @param receiver what it calls the module that it belongs to, mostly {@code self}
   * @param arguments the others
   * @param body its statements, with their indentation
   */
  public record Method(String receiver, List<Argument> arguments, List<String> body) {
    public Method {
      arguments = List.copyOf(arguments);
      body = List.copyOf(body);
    }
  }

  /** The class's name from {@code __torch__} on, with its mangling. */
  public String qualifiedName() {
    return qualified;
  }

  /**
   * One of its methods.
   *
   * @return empty if there is none of that name, or it is not written as libtorch writes it
   */
  public Optional<Method> method(String name) {
    return start(name)
        .flatMap(
            start -> {
              int body = bodyOf(start);
              List<Argument> all = arguments(lines.subList(start, body));
              return all.size() == body - start
                  ? Optional.of(
                      new Method(
                          all.get(0).name(),
                          all.subList(1, all.size()),
                          lines.subList(body, endOf(body))))
                  : Optional.empty();
            });
  }

  private static List<Argument> arguments(List<String> signature) {
    return signature.stream()
        .map(ARGUMENT::matcher)
        .filter(Matcher::matches)
        .map(
            argument ->
                new Argument(
                    argument.group(1), DEFAULT.matcher(argument.group(2)).replaceFirst("")))
        .toList();
  }

  /**
   * With one more buffer that holds a tensor.
   *
   * @param name an identifier
   * @throws IllegalArgumentException if it is none, or the class does not list its buffers
   */
  public ClassCode withBuffer(String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is no identifier");
    }
    List<String> changed = new ArrayList<>(lines);
    int list = indexOf(BUFFERS);
    Matcher buffers = BUFFERS.matcher(lines.get(list));
    changed.set(list, buffers.replaceFirst("  __buffers__ = [$1\"" + name + "\", ]"));
    int training = changed.indexOf(TRAINING);
    // In the order in which the pickle has them, though libtorch goes by the name.
    changed.add(training < 0 ? list + 1 : training, "  " + name + " : Tensor");
    return new ClassCode(qualified, changed);
  }

  /**
   * With one more method.
   *
   * @param method its lines, without indentation of the first
   */
  public ClassCode withMethod(List<String> method) {
    List<String> changed = new ArrayList<>(lines);
    method.forEach(line -> changed.add("  " + line));
    return new ClassCode(qualified, changed);
  }

  /**
   * With a statement before all others of a method.
   *
   * @throws IllegalArgumentException if there is no such method
   */
  public ClassCode withFirstStatement(String method, String statement) {
    int start =
        start(method)
            .orElseThrow(() -> new IllegalArgumentException(qualified + " has no " + method));
    List<String> changed = new ArrayList<>(lines);
    changed.add(bodyOf(start), BODY + statement);
    return new ClassCode(qualified, changed);
  }

  /** Whether a name can stand after a dot. */
  static boolean isIdentifier(String name) {
    return IDENTIFIER.matcher(name).matches();
  }

  /** The attributes that are no constants, in the order in which they are declared. */
  List<Attribute> attributes() {
    return lines.stream().flatMap(line -> attribute(line).stream()).toList();
  }

  private static Optional<Attribute> attribute(String line) {
    Matcher declared = ATTRIBUTE.matcher(line);
    if (declared.matches()) {
      return Optional.of(new Attribute(declared.group(1), declared.group(2)));
    }
    Matcher annotated = ANNOTATION.matcher(line);
    return annotated.matches()
        ? Optional.of(
            new Attribute(
                StringList.parse("[" + annotated.group(1) + ", ]").get(0), annotated.group(2)))
        : Optional.empty();
  }

  /**
   * With one more attribute that is neither parameter nor buffer.
   *
   * @throws IllegalArgumentException if there is one of that name
   */
  ClassCode withAttribute(String name, String type) {
    if (declares(name)) {
      throw new IllegalArgumentException(
          qualified + " has an attribute " + name + ", which is needed for packed tensors");
    }
    List<String> changed = new ArrayList<>(lines);
    changed.add(indexOf(BUFFERS) + 1, "  " + name + " : " + type);
    return new ClassCode(qualified, changed);
  }

  /** Whether an attribute, constant or not, is declared. */
  public boolean declares(String attribute) {
    return lines.stream().anyMatch(line -> line.startsWith("  " + attribute + " : "));
  }

  /** Under another name. */
  ClassCode renamed(String name) {
    Pattern own = Pattern.compile("(?<![\\w.])" + Pattern.quote(qualified) + "(?![\\w.])");
    String replacement = Matcher.quoteReplacement(name);
    return new ClassCode(
        name,
        lines.stream()
            .map(
                line ->
                    line.startsWith(DEFINITION)
                        ? own.matcher(line).replaceFirst(replacement)
                        : line)
            .toList());
  }

  /**
   * With an attribute of another class.
   *
   * @throws IllegalArgumentException if the attribute is not declared to be of the old one
   */
  ClassCode withAttributeType(String attribute, String oldType, String newType) {
    List<String> changed = new ArrayList<>(lines);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("  " + attribute + " : " + oldType)) {
        changed.set(i, "  " + attribute + " : " + newType);
        return new ClassCode(qualified, changed);
      }
      if (annotates(lines.get(i), attribute, oldType)) {
        changed.set(
            i, lines.get(i).substring(0, lines.get(i).length() - oldType.length()) + newType);
        return new ClassCode(qualified, changed);
      }
    }
    throw new IllegalArgumentException(
        qualified + " does not declare its attribute " + attribute + " as a " + oldType);
  }

  private static boolean annotates(String line, String attribute, String type) {
    String start = "  __annotations__[";
    String end = "] = " + type;
    return line.startsWith(start)
        && line.endsWith(end)
        && StringList.parse(
                "[" + line.substring(start.length(), line.length() - end.length()) + ", ]")
            .equals(List.of(attribute));
  }

  List<String> lines() {
    return lines;
  }

  private Optional<Integer> start(String method) {
    String definition = DEFINITION + method + "(";
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).startsWith(definition))
        .boxed()
        .findFirst();
  }

  private int bodyOf(int start) {
    int line = start;
    while (line < lines.size() && !END_OF_SIGNATURE.matcher(lines.get(line)).matches()) {
      line++;
    }
    return Math.min(line + 1, lines.size());
  }

  private int endOf(int body) {
    int line = body;
    while (line < lines.size() && lines.get(line).startsWith(BODY)) {
      line++;
    }
    return line;
  }

  private int indexOf(Pattern pattern) {
    return IntStream.range(0, lines.size())
        .filter(i -> pattern.matcher(lines.get(i)).matches())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(qualified + " does not list its buffers"));
  }
}
