package dev.centroid.quantization.torchscript.vetting;

import java.util.List;

/**
 * The arguments of a call.
 *
 * @param types of the arguments by position
 * @param keywords the arguments by name
 * @param height of the highest argument
 * @param trailingComma whether a comma stands before the closing bracket
 * @param close the closing bracket
 */
record Arguments(
    List<CodeType> types, List<Keyword> keywords, int height, boolean trailingComma, Token close) {

  /**
   * An argument by name.
   *
   * @param start offset of the comma before it, or of its name if it is the first
   * @param end offset after its value
   * @param value its text if it is one token, else empty
   */
  record Keyword(String name, int start, int end, String value) {}

  /** The type of the first argument. */
  CodeType first() {
    return types.isEmpty() ? CodeType.plain() : types.get(0);
  }
}
