package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.safetensors.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What codes and centroids do not say themselves of the weight that they stand for; written {@code
 * 32x16x3x3/9} for F32, {@code 32x16x3x3/9:F16} for other types.
 *
 * @param dtype floating point
 * @param shape at least two dimensions, each at least 1, with fewer than 2^31 entries in all
 * @param blockSize entries of a block, at most a row's
 */
record Coding(DType dtype, List<Long> shape, int blockSize) {

  private static final Pattern TEXT =
      Pattern.compile("([1-9][0-9]{0,9}(?:x[1-9][0-9]{0,9}){1,63})/([1-9][0-9]{0,8})(?::(\\w+))?");

  Coding {
    shape = List.copyOf(shape);
    if (!dtype.isFloatingPoint()) {
      throw new IllegalArgumentException(dtype + " is not a floating-point type");
    }
    long entries = 1;
    for (long extent : shape) {
      entries = extent > Integer.MAX_VALUE ? Long.MAX_VALUE : entries * extent;
      if (entries > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("the weight has 2^31 or more entries");
      }
    }
    if (blockSize > BlockLayout.of(shape, blockSize).rowWidth()) {
      throw new IllegalArgumentException("a block is longer than a row");
    }
  }

  String text() {
    String extents = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    return extents + "/" + blockSize + (dtype == DType.F32 ? "" : ":" + dtype);
  }

  /**
   * @throws IllegalArgumentException when it is not such a text
   */
  static Coding parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("it is not of the form 32x16x3x3/9");
    }
    List<Long> shape = Arrays.stream(parts.group(1).split("x", -1)).map(Long::valueOf).toList();
    DType dtype = Optional.ofNullable(parts.group(3)).map(Coding::dtypeNamed).orElse(DType.F32);
    return new Coding(dtype, shape, Integer.parseInt(parts.group(2)));
  }

  private static DType dtypeNamed(String name) {
    return DType.named(name)
        .orElseThrow(() -> new IllegalArgumentException("it names no element type"));
  }
}
