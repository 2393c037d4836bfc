package dev.centroid.quantization.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the JSON header of a safetensors file token by token, so that nothing is built for input
 * that is going to be refused.
 */
final class HeaderParser {

  static final String METADATA_KEY = "__metadata__";

  /** Header, tensor and list: the format nests no deeper. */
  private static final int DEEPEST = 3;

  /** As many dimensions as PyTorch allows. */
  private static final int MOST_DIMENSIONS = 64;

  private static final StrictJson JSON = new StrictJson(DEEPEST);

  private final String file;
  private final long headerLength;
  private final JsonParser json;

  private HeaderParser(String file, long headerLength, JsonParser json) {
    this.file = file;
    this.headerLength = headerLength;
    this.json = json;
  }

  /**
   * @param header the JSON text in UTF-8, padding included
   * @param file the name for messages
   * @throws InvalidInputException if it is not a header of the format; says nothing yet about how
   *     the ranges lie
   */
  static Header parse(byte[] header, String file) {
    try (JsonParser json = JSON.parser(header)) {
      return new HeaderParser(file, header.length, json).header();
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          refusal(
              file, "its header is not valid JSON: " + Printable.excerpt(e.getOriginalMessage())),
          e);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(refusal(file, "its header is not valid UTF-8"), e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed", e);
    }
  }

  private Header header() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Header.Entry> entries = new ArrayList<>();
    require(json.nextToken() == JsonToken.START_OBJECT, "its header is not a JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (name.equals(METADATA_KEY)) {
        readMetadata(metadata);
      } else {
        entries.add(entry(name));
      }
    }
    require(json.nextToken() == null, "its header goes on after the closing brace");
    return new Header(metadata, entries, Long.BYTES + headerLength);
  }

  private void readMetadata(Map<String, String> metadata) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, METADATA_KEY + " is not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      require(
          json.nextToken() == JsonToken.VALUE_STRING,
          "the value of " + Printable.quoted(key) + " in " + METADATA_KEY + " is not a string");
      metadata.put(key, json.getText());
    }
  }

  private Header.Entry entry(String name) throws IOException {
    String tensor = "tensor " + Printable.quoted(name);
    Optional<DType> dtype = Optional.empty();
    Optional<List<Long>> shape = Optional.empty();
    Optional<List<Long>> offsets = Optional.empty();
    require(json.nextToken() == JsonToken.START_OBJECT, tensor + " is not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      switch (field) {
        case "dtype" -> dtype = Optional.of(dtype(tensor));
        case "shape" -> shape = Optional.of(numbers(tensor + ": shape"));
        case "data_offsets" -> offsets = Optional.of(numbers(tensor + ": data_offsets"));
        default -> throw refused(tensor + " has an unknown field " + Printable.quoted(field));
      }
    }
    List<Long> range = present(offsets, tensor + " has no data_offsets");
    require(range.size() == 2, tensor + ": data_offsets is not a pair");
    TensorInfo info =
        info(
            name,
            present(dtype, tensor + " has no dtype"),
            present(shape, tensor + " has no shape"));
    return new Header.Entry(info, range.get(0), range.get(1));
  }

  private TensorInfo info(String name, DType dtype, List<Long> shape) {
    try {
      return new TensorInfo(name, dtype, shape);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          refusal(file, Objects.requireNonNull(e.getMessage(), "message")), e);
    }
  }

  private DType dtype(String tensor) throws IOException {
    require(json.nextToken() == JsonToken.VALUE_STRING, tensor + ": dtype is not a string");
    String name = json.getText();
    return present(
        DType.named(name),
        tensor
            + " has dtype "
            + Printable.quoted(name)
            + ", which is not supported (known: "
            + DType.allNames()
            + ")");
  }

  private List<Long> numbers(String where) throws IOException {
    List<Long> numbers = new ArrayList<>();
    require(json.nextToken() == JsonToken.START_ARRAY, where + " is not a list");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
          where + " holds something that is not a 64-bit integer");
      long number = json.getLongValue();
      require(number >= 0, where + " holds the negative number " + number);
      require(numbers.size() < MOST_DIMENSIONS, where + " has more than 64 numbers");
      numbers.add(number);
    }
    return numbers;
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw refused(problem);
    }
  }

  private <T> T present(Optional<T> value, String problem) {
    return value.orElseThrow(() -> refused(problem));
  }

  private InvalidInputException refused(String problem) {
    return new InvalidInputException(refusal(file, problem));
  }

  /** One line: the file, what is wrong with it, and what to do. */
  static String refusal(String file, String problem) {
    return file + ": " + problem + "; write the file again with a safetensors library";
  }
}
