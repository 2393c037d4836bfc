package dev.centroid.quantization.safetensors;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The type of a tensor's elements, named as the safetensors format names it. */
public enum DType {
  /** IEEE 754 double precision. */
  F64(8, true),
  /** IEEE 754 single precision. */
  F32(4, true),
  /** IEEE 754 half precision. */
  F16(2, true),
  /** The upper half of a single-precision number. */
  BF16(2, true),
  /** Signed, 64 bits. */
  I64(8, false),
  /** Signed, 32 bits. */
  I32(4, false),
  /** Signed, 16 bits. */
  I16(2, false),
  /** Signed, 8 bits. */
  I8(1, false),
  /** Unsigned, 8 bits. */
  U8(1, false),
  /** One byte: 0 or 1. */
  BOOL(1, false);

  private final int byteSize;
  private final boolean floatingPoint;

  DType(int byteSize, boolean floatingPoint) {
    this.byteSize = byteSize;
    this.floatingPoint = floatingPoint;
  }

  /** Bytes of one element. */
  public int byteSize() {
    return byteSize;
  }

  /** Whether elements are floating-point numbers; otherwise they are integers or booleans. */
  public boolean isFloatingPoint() {
    return floatingPoint;
  }

  /**
   * @param name as it stands in a safetensors header
   * @return the type, or empty if it is none of these
   */
  public static Optional<DType> named(String name) {
    return Arrays.stream(values()).filter(dtype -> dtype.name().equals(name)).findFirst();
  }

  static String allNames() {
    return Arrays.stream(values()).map(DType::name).collect(Collectors.joining(", "));
  }
}
