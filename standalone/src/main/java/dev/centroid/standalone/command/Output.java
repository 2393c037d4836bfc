package dev.centroid.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.centroid.protocol.topic.Json;
import java.util.List;

/** What a command prints at its end. */
final class Output {

  private Output() {}

  /** One JSON value, or lines for people. */
  static void print(boolean json, Object value, List<String> lines) throws JsonProcessingException {
    if (json) {
      System.out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    } else {
      lines.forEach(System.out::println);
    }
  }
}
