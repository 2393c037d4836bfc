package dev.centroid.quantization.packed;

import dev.centroid.quantization.safetensors.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stored tensors do not say themselves of the one that they stand for: its shape, how it is
 * coded and its element type; written {@code 32x16x3x3/9} for F32, {@code 32x16x3x3/9:F16} for
 * other types.
 *
 * @param dtype of the tensor
 * @param shape of the tensor
 * @param how a mark and a word, e.g. {@code /9}
 */
record Coding(DType dtype, List<Long> shape, String how) {

  private static final Pattern TEXT =
      Pattern.compile("((?:[0-9]{1,10}(?:x[0-9]{1,10}){0,63})?)([/=][0-9]{1,9}c?)(?::(\\w+))?");

  Coding {
    shape = List.copyOf(shape);
  }

  String text() {
    String extents = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    return extents + how + (dtype == DType.F32 ? "" : ":" + dtype);
  }

  /**
   * @throws IllegalArgumentException when it is not such a text
   */
  static Coding parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("it is not of the form 32x16x3x3/9");
    }
    List<Long> shape =
        parts.group(1).isEmpty()
            ? List.of()
            : Arrays.stream(parts.group(1).split("x", -1)).map(Long::valueOf).toList();
    DType dtype = Optional.ofNullable(parts.group(3)).map(Coding::dtypeNamed).orElse(DType.F32);
    return new Coding(dtype, shape, parts.group(2));
  }

  /**
   * The number after the mark.
   *
   * @param mark that the coding must have
   * @throws IllegalArgumentException when it has another mark, or more than a number
   */
  int number(char mark) {
    if (how.charAt(0) != mark || how.endsWith("c")) {
      throw new IllegalArgumentException("its coding is not of the form " + mark + "9");
    }
    return Integer.parseInt(how.substring(1));
  }

  private static DType dtypeNamed(String name) {
    return DType.named(name)
        .orElseThrow(() -> new IllegalArgumentException("it names no element type"));
  }
}
