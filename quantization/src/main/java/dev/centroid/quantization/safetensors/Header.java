package dev.centroid.quantization.safetensors;

import java.util.List;
import java.util.Map;

/**
 * The checked header of a safetensors file.
 *
 * @param metadata the user's key-value pairs, in the file's order
 * @param entries the tensors in the order of their data; their ranges tile the data section
 * @param dataStart the file's first byte after the header
 */
record Header(Map<String, String> metadata, List<Entry> entries, long dataStart) {

  /**
   * A tensor and where its contents are.
   *
   * @param info name, type and shape
   * @param begin first byte, counted from the start of the data section
   * @param end one past the last byte
   */
  record Entry(TensorInfo info, long begin, long end) {

    long length() {
      return end - begin;
    }
  }
}
