package dev.centroid.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the dashboards of Grafana ask Prometheus, as Grafana does once it has put in variables. */
final class Dashboards {

  private static final Path FOLDER = Path.of("../deploy/grafana/dashboards");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<metric>.+), (?<label>\\w+)\\)");
  private static final Map<String, String> VARIABLES =
      Map.of(
          "$namespace", "centroid",
          "$pod", ".*",
          "$__rate_interval", "30s",
          "$__range", "10m");

  private Dashboards() {}

  /** The queries of all panels and variables, by where they are from. Each is to find something. */
  static Map<String, String> queries() throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (JsonNode dashboard : read()) {
      String title = dashboard.path("title").asText();
      for (JsonNode panel : dashboard.path("panels")) {
        for (JsonNode target : panel.path("targets")) {
          all.put(
              title + ", " + panel.path("title").asText() + ", " + target.path("refId").asText(),
              filled(target.path("expr").asText()));
        }
      }
      for (JsonNode variable : dashboard.at("/templating/list")) {
        if (variable.path("type").asText().equals("query")) {
          all.put(
              title + ", variable " + variable.path("name").asText(),
              filled(values(variable.at("/query/query").asText())));
        }
      }
    }
    return all;
  }

  /** The queries of annotations, which may find nothing. */
  static List<String> annotations() throws IOException {
    return read().stream()
        .flatMap(dashboard -> elements(dashboard.at("/annotations/list")))
        .filter(annotation -> annotation.has("expr"))
        .map(annotation -> filled(annotation.path("expr").asText()))
        .toList();
  }

  private static String values(String labelValues) {
    Matcher matcher = LABEL_VALUES.matcher(labelValues);
    if (!matcher.matches()) {
      throw new IllegalStateException(
          "not of the form label_values(metric, label): " + labelValues);
    }
    return "count by (" + matcher.group("label") + ") (" + matcher.group("metric") + ")";
  }

  private static String filled(String query) {
    String filled = query;
    for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
      filled = filled.replace(variable.getKey(), variable.getValue());
    }
    if (filled.contains("$")) {
      throw new IllegalStateException("a variable of the query is not known: " + query);
    }
    return filled;
  }

  private static List<JsonNode> read() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(Dashboards::read).toList();
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
