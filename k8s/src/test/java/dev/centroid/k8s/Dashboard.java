package dev.centroid.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard of Grafana.
 *
 * @param name of its file
 * @param content as it was written
 */
record Dashboard(String name, JsonNode content) {

  static final Path FOLDER = Path.of("../deploy/grafana").toAbsolutePath().normalize();

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** All that are there. */
  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
      return files.sorted().map(Dashboard::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dashboard read(Path file) {
    try {
      return new Dashboard(file.getFileName().toString(), STRICT.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** Its panels, rows among them. */
  Stream<JsonNode> everything() {
    return Manifest.elements(content.path("panels"))
        .flatMap(panel -> Stream.concat(Stream.of(panel), Manifest.elements(panel.path("panels"))));
  }

  /** Its panels, but not the rows that they are in. */
  List<JsonNode> panels() {
    return everything().filter(panel -> !panel.path("type").asText().equals("row")).toList();
  }

  /** What its panels, variables and annotations ask Prometheus. */
  List<String> queries() {
    return content.findValues("expr").stream().map(JsonNode::asText).toList();
  }

  /** The names of its variables of a type. */
  List<String> variables(String type) {
    return Manifest.elements(content.at("/templating/list"))
        .filter(variable -> variable.path("type").asText().equals(type))
        .map(variable -> variable.path("name").asText())
        .toList();
  }

  /** Where its links lead, those of panels among them. */
  List<String> links() {
    return content.findValues("links").stream()
        .flatMap(Manifest::elements)
        .map(link -> link.path("url").asText())
        .filter(url -> !url.isEmpty())
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
