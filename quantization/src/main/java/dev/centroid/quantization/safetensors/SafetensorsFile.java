package dev.centroid.quantization.safetensors;

import static dev.centroid.quantization.safetensors.HeaderParser.refusal;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A safetensors file whose header has been checked completely before anything is allocated for its
 * tensors: ranges tile the data section, lengths agree with types and shapes, names are unique.
 */
public final class SafetensorsFile {

  /** The format's own bound on the header. */
  static final long LONGEST_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = 8;
  private static final int TENSORS_NAMED_IN_MESSAGES = 20;

  private final String name;
  private final Source source;
  private final long dataStart;
  private final Map<String, String> metadata;
  private final Map<String, Header.Entry> entries;

  private SafetensorsFile(String name, Source source, long dataStart, Header header) {
    this.name = name;
    this.source = source;
    this.dataStart = dataStart;
    this.metadata = Collections.unmodifiableMap(header.metadata());
    this.entries = new LinkedHashMap<>();
    header.entries().forEach(entry -> entries.put(entry.info().name(), entry));
  }

  /**
   * Opens a file by mapping it: its tensors are read from disk when they are looked at.
   *
   * @param file path of a file that stays as it is while it is in use
   * @throws InvalidInputException if it cannot be read or is not a sound safetensors file
   */
  public static SafetensorsFile open(Path file) {
    return read(MappedSource.open(file), file.toString());
  }

  /**
   * @param content the whole file; not copied
   * @param name the name for messages
   * @throws InvalidInputException if it is not a sound safetensors file
   */
  public static SafetensorsFile parse(byte[] content, String name) {
    return read(new ArraySource(content), name);
  }

  private static SafetensorsFile read(Source source, String name) {
    if (source.size() < LENGTH_BYTES) {
      throw new InvalidInputException(
          refusal(name, "has " + source.size() + " bytes, too few for a safetensors file"));
    }
    long headerLength = source.slice(0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerLength < 0 || headerLength > LONGEST_HEADER) {
      throw new InvalidInputException(
          refusal(
              name,
              "states a header of "
                  + Long.toUnsignedString(headerLength)
                  + " bytes, more than the 100 MB allowed; it is not a safetensors file"));
    }
    long dataStart = LENGTH_BYTES + headerLength;
    if (dataStart > source.size()) {
      throw new InvalidInputException(
          refusal(
              name,
              "states a header of "
                  + headerLength
                  + " bytes, but the file has only "
                  + source.size()
                  + ": it is truncated or not a safetensors file"));
    }
    byte[] json = new byte[(int) headerLength];
    source.slice(LENGTH_BYTES, json.length).get(json);
    if (json.length == 0 || json[0] != '{') {
      throw new InvalidInputException(refusal(name, "its header does not start with `{`"));
    }
    Header header = inDataOrder(HeaderParser.parse(json, name));
    checkTiling(header.entries(), source.size() - dataStart, name);
    return new SafetensorsFile(name, source, dataStart, header);
  }

  private static Header inDataOrder(Header header) {
    List<Header.Entry> ordered =
        header.entries().stream()
            .sorted(
                Comparator.comparingLong(Header.Entry::begin).thenComparingLong(Header.Entry::end))
            .toList();
    return new Header(header.metadata(), ordered);
  }

  /** Each range must begin where the one before ended: no gap, no overlap, no alias, no rest. */
  private static void checkTiling(List<Header.Entry> entries, long dataLength, String name) {
    long expected = 0;
    for (Header.Entry entry : entries) {
      String tensor = "tensor " + Printable.quoted(entry.info().name());
      String range = "[" + entry.begin() + ", " + entry.end() + ")";
      if (entry.begin() != expected) {
        throw new InvalidInputException(
            refusal(
                name,
                tensor
                    + " has the range "
                    + range
                    + ", but the data before it ends at "
                    + expected));
      }
      if (entry.end() < entry.begin() || entry.length() != entry.info().bytes()) {
        throw new InvalidInputException(
            refusal(
                name,
                tensor
                    + " has the range "
                    + range
                    + ", but its dtype and shape need "
                    + entry.info().bytes()
                    + " bytes"));
      }
      expected = entry.end();
    }
    if (expected != dataLength) {
      throw new InvalidInputException(
          refusal(
              name,
              "has "
                  + dataLength
                  + " bytes of data, but its tensors take "
                  + expected
                  + ": it is truncated or has a foreign tail"));
    }
  }

  /** The user's key-value pairs, in the file's order. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** All tensors, in the order of their data. */
  public List<TensorInfo> tensors() {
    return entries.values().stream().map(Header.Entry::info).toList();
  }

  /**
   * @param tensor a name
   * @return the tensor, or empty if the file has none of that name
   */
  public Optional<TensorInfo> find(String tensor) {
    return Optional.ofNullable(entries.get(tensor)).map(Header.Entry::info);
  }

  /**
   * @param tensor a name
   * @throws InvalidInputException if the file has no such tensor; names the file and what it has
   */
  public TensorInfo require(String tensor) {
    return entry(tensor).info();
  }

  /**
   * @param tensor a name
   * @return its contents: little-endian, read-only, from position 0
   * @throws InvalidInputException if there is no such tensor, or it has 2 GiB or more
   */
  public ByteBuffer data(String tensor) {
    Header.Entry entry = entry(tensor);
    if (entry.length() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          name
              + ": tensor "
              + Printable.quoted(tensor)
              + " has "
              + entry.length()
              + " bytes; split it, since tensors must stay below 2 GiB");
    }
    return source
        .slice(dataStart + entry.begin(), (int) entry.length())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param tensor the name of a floating-point tensor
   * @return its elements; F64 is rounded to single precision
   * @throws InvalidInputException if there is no such tensor, or it is not floating point
   */
  public float[] floats(String tensor) {
    DType dtype = require(tensor).dtype();
    if (!dtype.isFloatingPoint()) {
      throw wrongType(tensor, dtype, "floating-point numbers are needed");
    }
    return TensorValues.floats(dtype, data(tensor));
  }

  /**
   * @param tensor the name of a tensor of integers or booleans
   * @return its elements; true is 1
   * @throws InvalidInputException if there is no such tensor, or it is floating point
   */
  public long[] longs(String tensor) {
    DType dtype = require(tensor).dtype();
    if (dtype.isFloatingPoint()) {
      throw wrongType(tensor, dtype, "integers are needed");
    }
    return TensorValues.longs(dtype, data(tensor));
  }

  private InvalidInputException wrongType(String tensor, DType dtype, String need) {
    return new InvalidInputException(
        name + ": tensor " + Printable.quoted(tensor) + " holds " + dtype + ", but " + need);
  }

  private Header.Entry entry(String tensor) {
    return Optional.ofNullable(entries.get(tensor))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    name
                        + ": has no tensor "
                        + Printable.quoted(tensor)
                        + "; it has "
                        + namesForMessage()));
  }

  private String namesForMessage() {
    if (entries.isEmpty()) {
      return "no tensors";
    }
    String some =
        entries.keySet().stream()
            .limit(TENSORS_NAMED_IN_MESSAGES)
            .map(Printable::quoted)
            .collect(Collectors.joining(", "));
    int more = entries.size() - TENSORS_NAMED_IN_MESSAGES;
    return more > 0 ? some + " and " + more + " more" : some;
  }
}
