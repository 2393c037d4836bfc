package dev.centroid.quantization.safetensors;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Plurals;
import dev.centroid.quantization.Printable;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the start of a safetensors file and checks that the tensors it promises are exactly what
 * follows.
 */
final class HeaderReader {

  /** The format's own bound on the header. */
  static final long LONGEST_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  private final Source source;
  private final String file;

  HeaderReader(Source source, String file) {
    this.source = source;
    this.file = file;
  }

  /**
   * @return the header, its entries in the order of their data
   * @throws InvalidInputException if the file is not sound
   */
  Header read() {
    long dataStart = LENGTH_BYTES + headerLength();
    require(
        dataStart <= source.size(),
        "is truncated or not a safetensors file (its header would end at byte "
            + dataStart
            + " of "
            + source.size()
            + ")");
    byte[] json = new byte[(int) dataStart - LENGTH_BYTES];
    source.slice(LENGTH_BYTES, json.length).get(json);
    require(json.length > 0 && json[0] == '{', "its header does not start with `{`");
    Header header = inDataOrder(HeaderParser.parse(json, file));
    checkTiling(header.entries(), source.size() - dataStart);
    return header;
  }

  private long headerLength() {
    require(
        source.size() >= LENGTH_BYTES,
        "has only " + Plurals.of(source.size(), "byte") + ", too few for a safetensors file");
    long length = source.slice(0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    require(
        length >= 0 && length <= LONGEST_HEADER,
        "is not a safetensors file (its header would have "
            + Long.toUnsignedString(length)
            + " bytes; at most 100 MB are allowed)");
    return length;
  }

  /** The header may list tensors in any order; what counts is where their data lies. */
  private static Header inDataOrder(Header header) {
    List<Header.Entry> ordered =
        header.entries().stream()
            .sorted(
                Comparator.comparingLong(Header.Entry::begin).thenComparingLong(Header.Entry::end))
            .toList();
    return new Header(header.metadata(), ordered, header.dataStart());
  }

  /** Each range must begin where the one before ended: no gap, no overlap, no alias, no rest. */
  private void checkTiling(List<Header.Entry> entries, long dataLength) {
    long expected = 0;
    for (Header.Entry entry : entries) {
      String tensor =
          "tensor "
              + Printable.quoted(entry.info().name())
              + " has the range ["
              + entry.begin()
              + ", "
              + entry.end()
              + "), but ";
      require(entry.begin() == expected, tensor + "the data before it ends at " + expected);
      long needed = entry.info().bytes();
      require(
          entry.length() == needed,
          tensor + "its dtype and shape need " + Plurals.of(needed, "byte"));
      expected = entry.end();
    }
    require(
        expected == dataLength,
        "its tensors take "
            + Plurals.of(expected, "byte")
            + ", but the data section has "
            + dataLength
            + "; it is truncated or has a foreign tail");
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new InvalidInputException(HeaderParser.refusal(file, problem));
    }
  }
}
