package dev.centroid.quantization.torchscript.vetting;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operators of libtorch that models may call, by names such as {@code aten.conv2d}: those of
 * the shipped list, and those of a file that the operator of the service chose.
 */
public final class AllowedOperators {

  /** The environment variable that names the file of further operators. */
  public static final String SETTING = "CENTROID_ALLOWED_OPERATORS";

  private static final System.Logger LOG = System.getLogger(AllowedOperators.class.getName());
  private static final Pattern OPERATOR = Pattern.compile("[a-z_0-9]+\\.[A-Za-z_0-9]+");
  private static final String COMMENT = "#";

  private static final Set<String> SHIPPED = resource("operators.txt");

  /** All of PyTorch's operators, for telling the unknown from the forbidden. */
  private static final Set<String> KNOWN = resource("known-operators.txt");

  private final Set<String> added;

  private AllowedOperators(Set<String> added) {
    this.added = Set.copyOf(added);
  }

  /** Those of the shipped list. */
  public static AllowedOperators shipped() {
    return new AllowedOperators(Set.of());
  }

  /**
   * Those of the shipped list and those that a file lists, one per line; {@code #} begins a
   * comment.
   *
   * @throws InvalidInputException if the file cannot be read or a line is not an operator's name
   */
  public static AllowedOperators withFile(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return new AllowedOperators(names(lines, file));
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidInputException(
          SETTING + ": " + file + " cannot be read; name a text file that this process may read",
          e);
    }
  }

  /**
   * Those of this process: with the file that {@link #SETTING} names, if it is set.
   *
   * @throws InvalidInputException as {@link #withFile}
   */
  public static AllowedOperators ofProcess() {
    return Optional.ofNullable(System.getenv(SETTING))
        .filter(Predicate.not(String::isBlank))
        .map(file -> withFile(Path.of(file)))
        .orElseGet(AllowedOperators::shipped);
  }

  /**
   * Whether models may call an operator. Logs the use of one that a file added.
   *
   * @param file of the model, for the log
   */
  boolean contains(String operator, String file) {
    if (added.contains(operator)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "operator outside the shipped list allowed by {0}: operator={1} model={2}",
          SETTING,
          operator,
          Printable.quoted(file));
      return true;
    }
    return SHIPPED.contains(operator);
  }

  /**
   * Whether a name is that of an operator which models may not call. As a method it would call the
   * operator on a tensor.
   */
  boolean isForbiddenMethod(String name) {
    return Stream.of("aten.", "prim.")
        .map(namespace -> namespace + name)
        .anyMatch(
            operator ->
                KNOWN.contains(operator)
                    && !SHIPPED.contains(operator)
                    && !added.contains(operator));
  }

  /** The shipped list. */
  static Set<String> shippedNames() {
    return SHIPPED;
  }

  private static Set<String> names(Stream<String> lines, Path file) {
    Set<String> names = entries(lines);
    names.stream()
        .filter(name -> !OPERATOR.matcher(name).matches())
        .findFirst()
        .ifPresent(
            name -> {
              throw new InvalidInputException(
                  SETTING
                      + ": "
                      + file
                      + ": "
                      + Printable.quoted(name)
                      + " is not the name of an operator; write one per line, such as aten.conv2d");
            });
    return names;
  }

  private static Set<String> entries(Stream<String> lines) {
    return lines
        .map(line -> line.contains(COMMENT) ? line.substring(0, line.indexOf(COMMENT)) : line)
        .map(String::strip)
        .filter(Predicate.not(String::isEmpty))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> resource(String name) {
    try (InputStream text =
        Objects.requireNonNull(AllowedOperators.class.getResourceAsStream(name), name)) {
      return entries(new String(text.readAllBytes(), StandardCharsets.UTF_8).lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
