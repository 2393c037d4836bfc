package dev.centroid.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One object of Kubernetes, or a patch of one.
 *
 * @param source where it is from, for messages
 * @param content as it was written
 */
record Manifest(String source, JsonNode content) {

  private static final List<String> WITH_PODS = List.of("Deployment", "StatefulSet");

  String kind() {
    return content.path("kind").asText();
  }

  String apiVersion() {
    return content.path("apiVersion").asText();
  }

  String name() {
    return content.at("/metadata/name").asText();
  }

  boolean runsPods() {
    return WITH_PODS.contains(kind());
  }

  /** The pod that it runs. */
  JsonNode pod() {
    return content.at("/spec/template/spec");
  }

  /** The labels of the pods that it runs. */
  JsonNode podLabels() {
    return content.at("/spec/template/metadata/labels");
  }

  List<JsonNode> containers() {
    List<JsonNode> all = new ArrayList<>();
    pod().path("initContainers").forEach(all::add);
    pod().path("containers").forEach(all::add);
    return all;
  }

  /** The number of a port that one of its containers opens, by its name or number. */
  Optional<Integer> port(JsonNode nameOrNumber) {
    return containers().stream()
        .flatMap(container -> elements(container.path("ports")))
        .filter(
            port ->
                nameOrNumber.isNumber()
                    ? port.path("containerPort").equals(nameOrNumber)
                    : port.path("name").equals(nameOrNumber))
        .map(port -> port.path("containerPort").asInt())
        .findFirst();
  }

  static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  @Override
  public String toString() {
    return kind() + " " + name() + " of " + source;
  }
}
