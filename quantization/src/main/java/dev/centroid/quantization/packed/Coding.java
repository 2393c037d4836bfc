package dev.centroid.quantization.packed;

import dev.centroid.quantization.safetensors.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stored tensors do not say themselves of the one that they stand for; written {@code
 * 32x16x3x3/9} for F32, {@code 32x16x3x3/9:F16} for other types.
 *
 * @param dtype of the tensor
 * @param shape of the tensor
 * @param mark says what the number is: {@code /} for block sizes and bits, {@code =} for values
 * @param number at least 0
 * @param letters what else is to be known, in the order of {@link #CHANNELS}, {@link #PERMUTED},
 *     {@link #ENTROPY}; written after the number
 */
record Coding(DType dtype, List<Long> shape, char mark, int number, String letters) {

  /** There is a grid a channel. */
  static final String CHANNELS = "c";

  /** The order of input channels stands before the codes. */
  static final String PERMUTED = "p";

  /** Codes are entropy-coded. */
  static final String ENTROPY = "z";

  static final char CODES = '/';
  static final char VALUE = '=';
  private static final Pattern TEXT =
      Pattern.compile(
          "((?:[0-9]{1,10}(?:x[0-9]{1,10}){0,63})?)([/=])([0-9]{1,9})(c?p?z?)(?::(\\w+))?");

  Coding {
    shape = List.copyOf(shape);
  }

  String text() {
    String extents = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    return extents + mark + number + letters + (dtype == DType.F32 ? "" : ":" + dtype);
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
    DType dtype = Optional.ofNullable(parts.group(5)).map(Coding::dtypeNamed).orElse(DType.F32);
    return new Coding(
        dtype, shape, parts.group(2).charAt(0), Integer.parseInt(parts.group(3)), parts.group(4));
  }

  /** Whether one of the letters is there. */
  boolean has(String letter) {
    return letters.contains(letter);
  }

  /**
   * @param allowed the letters that may follow the number
   * @throws IllegalArgumentException when the mark is another, or another letter follows
   */
  void require(char expectedMark, String... allowed) {
    boolean known =
        letters.chars().allMatch(letter -> String.join("", allowed).indexOf(letter) >= 0);
    if (mark != expectedMark || !known) {
      throw new IllegalArgumentException("its coding is not of the form " + expectedMark + "9");
    }
  }

  private static DType dtypeNamed(String name) {
    return DType.named(name)
        .orElseThrow(() -> new IllegalArgumentException("it names no element type"));
  }
}
