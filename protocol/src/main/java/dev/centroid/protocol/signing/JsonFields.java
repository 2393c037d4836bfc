package dev.centroid.protocol.signing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.safetensors.StrictJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** An object of a stranger's JSON, whose fields are asked for by name. */
final class JsonFields {

  private static final int DEEPEST = 20;
  private static final StrictJson JSON = new StrictJson(DEEPEST);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode object;
  private final String where;

  private JsonFields(JsonNode object, String where) {
    this.object = object;
    this.where = where;
  }

  /**
   * @param where what messages call it
   * @throws InvalidInputException if it is not one object in JSON
   */
  static JsonFields parse(byte[] utf8, String where) {
    try (JsonParser parser = JSON.parser(utf8)) {
      JsonNode tree = MAPPER.readTree(parser);
      if (tree == null || !tree.isObject() || parser.nextToken() != null) {
        throw new InvalidInputException(where + " is not one JSON object");
      }
      return new JsonFields(tree, where);
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new InvalidInputException(where + " is not valid JSON in UTF-8", e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed", e);
    }
  }

  JsonFields object(String name) {
    JsonNode field = object.path(name);
    if (!field.isObject()) {
      throw refusal(name, "is not an object");
    }
    return new JsonFields(field, field(name));
  }

  Optional<String> optionalText(String name) {
    JsonNode field = object.path(name);
    return field.isMissingNode() || field.isNull() ? Optional.empty() : Optional.of(text(name));
  }

  String text(String name) {
    return text(object.path(name), name);
  }

  private String text(JsonNode field, String name) {
    if (!field.isTextual()) {
      throw refusal(name, "is not a string");
    }
    return field.textValue();
  }

  /** A field that may have one value only. */
  void requireText(String name, String value) {
    String found = text(name);
    if (!found.equals(value)) {
      throw refusal(name, "is " + Printable.quoted(found) + ", not " + Printable.quoted(value));
    }
  }

  byte[] bytes(String name) {
    try {
      return Base64.getDecoder().decode(text(name));
    } catch (IllegalArgumentException e) {
      throw refusal(name, "is not Base64");
    }
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> found = new ArrayList<>();
    for (JsonNode item : list(name)) {
      if (!item.isObject()) {
        throw refusal(name, "holds something that is not an object");
      }
      found.add(new JsonFields(item, field(name)));
    }
    return found;
  }

  JsonFields onlyObject(String name) {
    List<JsonFields> found = objects(name);
    if (found.size() != 1) {
      throw refusal(name, "has " + found.size() + " items, not 1");
    }
    return found.get(0);
  }

  /** The strings of a list; none if there is no such list. */
  List<String> texts(String name) {
    List<String> found = new ArrayList<>();
    if (object.has(name)) {
      list(name).forEach(item -> found.add(text(item, name)));
    }
    return found;
  }

  private JsonNode list(String name) {
    JsonNode field = object.path(name);
    if (!field.isArray()) {
      throw refusal(name, "is not a list");
    }
    return field;
  }

  InvalidInputException refusal(String name, String problem) {
    return new InvalidInputException(field(name) + " " + problem);
  }

  private String field(String name) {
    return where + ", " + name;
  }
}
