package dev.centroid.coordinator.submission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.quantization.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields of a JSON object that a user gave; every complaint names the field.
 *
 * @param node the object
 * @param path where it is, e.g. {@code inputs.}; empty at the top
 */
record JsonFields(JsonNode node, String path) {

  /** Refuses fields that are not among the known ones: most often a misspelt name. */
  void onlyKnown(List<String> known) {
    Iterator<String> names = node.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!known.contains(name)) {
        throw invalid(name, "is not known; known are " + String.join(", ", known));
      }
    }
  }

  JsonFields object(String name) {
    JsonNode value = require(name);
    if (!value.isObject()) {
      throw invalid(name, "must be an object, but is " + kindOf(value));
    }
    return new JsonFields(value, path + name + ".");
  }

  Digest digest(String name) {
    JsonNode value = require(name);
    if (!value.isTextual()) {
      throw invalid(name, "must be a blob's SHA-256 as text, but is " + kindOf(value));
    }
    try {
      return new Digest(value.asText());
    } catch (IllegalArgumentException e) {
      throw invalid(name, "is no blob's SHA-256: " + e.getMessage());
    }
  }

  long integer(String name, long least, long most) {
    JsonNode value = require(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < least
        || value.asLong() > most) {
      throw invalid(
          name, "must be a whole number from " + least + " to " + most + ", but is " + value);
    }
    return value.asLong();
  }

  Optional<String> text(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.asText().isBlank()) {
      throw invalid(name, "must be text that is not blank, but is " + value);
    }
    return Optional.of(value.asText());
  }

  Optional<Instant> instant(String name) {
    Optional<String> value = text(name);
    try {
      return value.map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw invalid(
          name, "must be a time such as 2026-12-31T23:59:59Z, but is '" + value.orElse("") + "'");
    }
  }

  Optional<String> uri(String name) {
    Optional<String> value = text(name);
    try {
      if (value.isPresent()) {
        new URI(value.get());
      }
      return value;
    } catch (URISyntaxException e) {
      throw invalid(name, "must be a URI reference: " + e.getMessage());
    }
  }

  private JsonNode require(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw invalid(name, "is missing; add it");
    }
    return value;
  }

  private InvalidInputException invalid(String name, String what) {
    return new InvalidInputException("request: field '" + path + name + "' " + what);
  }

  private static String kindOf(JsonNode value) {
    return value.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
