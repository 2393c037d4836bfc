package dev.centroid.standalone.report;

import java.util.ArrayList;
import java.util.List;

/** The tensors of a file as the lines that people read. */
public final class ContentTable {

  private ContentTable() {}

  /**
   * One tensor.
   *
   * @param tensor its path
   * @param dtype element type
   * @param shape of the tensor
   * @param what how it is stored, or whose it is
   * @param bytes in the file
   */
  public record Content(String tensor, String dtype, List<Long> shape, String what, long bytes) {
    public Content {
      shape = List.copyOf(shape);
    }
  }

  /** A line a tensor, and the sum. */
  public static List<String> lines(List<Content> contents) {
    TextTable table = new TextTable(4);
    table.row("tensor", "type", "shape", "what", "bytes");
    for (Content content : contents) {
      table.row(
          content.tensor(),
          content.dtype(),
          Quantities.shape(content.shape()),
          content.what(),
          Quantities.count(content.bytes()));
    }
    long bytes = contents.stream().mapToLong(Content::bytes).sum();
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add("%s tensors, %s bytes".formatted(contents.size(), Quantities.count(bytes)));
    return lines;
  }
}
