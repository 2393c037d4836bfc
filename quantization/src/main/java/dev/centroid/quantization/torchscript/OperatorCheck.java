package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Lets a model's code call only operators that compute: those of libtorch except the ones that
 * reach files and other processes, and no class that is written in C++. Operators are named by
 * {@code torch.NAME} and {@code ops.NAMESPACE.NAME}.
 */
final class OperatorCheck {

  private static final String TORCH = "torch";
  private static final String OPS = "ops";

  /** What {@code torch.NAME} stands for. */
  private static final String TORCH_NAMESPACE = "aten.";

  private static final Set<String> ALLOWED = allowed();

  private final String file;
  private final Set<String> found = new TreeSet<>();

  /**
   * @param file for messages
   */
  OperatorCheck(String file) {
    this.file = file;
  }

  /**
   * @param path of the code in the archive
   * @throws InvalidInputException if it calls another operator
   */
  void require(String path, String code) {
    try {
      DottedNames.forEach(code, parts -> check(path, parts));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          file + ": " + Printable.quoted(path) + " is not code as libtorch writes it", e);
    }
  }

  /** All operators that were called, such as {@code aten.conv2d}. */
  Set<String> found() {
    return found;
  }

  private void check(String path, List<String> parts) {
    if ((String.join(".", parts) + ".").startsWith(PickleGlobals.CUSTOM_CLASSES)) {
      throw refusal(path, parts, "a class written in C++, which could do anything");
    }
    if (parts.get(0).equals(TORCH)) {
      allow(path, parts, parts.size() < 2 ? "" : TORCH_NAMESPACE + parts.get(1));
    } else if (parts.get(0).equals(OPS)) {
      allow(path, parts, String.join(".", parts.subList(1, Math.min(parts.size(), 3))));
    }
  }

  private void allow(String path, List<String> parts, String operator) {
    if (!ALLOWED.contains(operator)) {
      throw refusal(path, parts, "none of the operators that only compute");
    }
    found.add(operator);
  }

  private InvalidInputException refusal(String path, List<String> parts, String what) {
    return new InvalidInputException(
        file
            + ": "
            + Printable.quoted(path)
            + " uses "
            + Printable.quoted(String.join(".", parts))
            + ", "
            + what
            + "; refusing to load it");
  }

  private static Set<String> allowed() {
    String name = "operators.txt";
    try (InputStream text =
        Objects.requireNonNull(OperatorCheck.class.getResourceAsStream(name), name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
