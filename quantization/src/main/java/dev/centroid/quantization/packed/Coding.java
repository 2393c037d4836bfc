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
 * @param perChannel whether there is a grid a channel, written {@code c} after the number
 * @param entropyCoded whether codes are entropy-coded, written {@code z} after that
 */
record Coding(
    DType dtype,
    List<Long> shape,
    char mark,
    int number,
    boolean perChannel,
    boolean entropyCoded) {

  static final char CODES = '/';
  static final char VALUE = '=';
  private static final Pattern TEXT =
      Pattern.compile(
          "((?:[0-9]{1,10}(?:x[0-9]{1,10}){0,63})?)([/=])([0-9]{1,9})(c?)(z?)(?::(\\w+))?");

  Coding {
    shape = List.copyOf(shape);
  }

  String text() {
    String extents = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    return extents
        + mark
        + number
        + (perChannel ? "c" : "")
        + (entropyCoded ? "z" : "")
        + (dtype == DType.F32 ? "" : ":" + dtype);
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
    DType dtype = Optional.ofNullable(parts.group(6)).map(Coding::dtypeNamed).orElse(DType.F32);
    return new Coding(
        dtype,
        shape,
        parts.group(2).charAt(0),
        Integer.parseInt(parts.group(3)),
        !parts.group(4).isEmpty(),
        !parts.group(5).isEmpty());
  }

  /**
   * @throws IllegalArgumentException when the mark is another, or a letter follows the number that
   *     may not
   */
  void require(char expectedMark, boolean channelsAllowed, boolean entropyAllowed) {
    if (mark != expectedMark
        || (perChannel && !channelsAllowed)
        || (entropyCoded && !entropyAllowed)) {
      throw new IllegalArgumentException("its coding is not of the form " + expectedMark + "9");
    }
  }

  private static DType dtypeNamed(String name) {
    return DType.named(name)
        .orElseThrow(() -> new IllegalArgumentException("it names no element type"));
  }
}
