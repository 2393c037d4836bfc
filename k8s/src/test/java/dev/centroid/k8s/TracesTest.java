package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The component by which traces are told. */
@Tag("manifests")
final class TracesTest {

  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void anOverlayWithItHasTheEndpointWhereSpansAreMade(String overlay) throws IOException {
    Set<String> told = new TreeSet<>();
    Manifests.renderedWith("traces", overlay).stream()
        .filter(Manifest::runsPods)
        .filter(workload -> endpoint(workload).isPresent())
        .forEach(workload -> told.add(workload.name()));

    assertThat(told).containsExactly("coordinator", "worker");
  }

  @Test
  void whatIsLetOutIsTheEndpointsNamespaceAndPort() throws IOException {
    Manifest policy =
        Manifests.written().stream()
            .filter(manifest -> manifest.kind().equals("NetworkPolicy"))
            .filter(manifest -> manifest.name().equals("traces"))
            .findFirst()
            .orElseThrow();
    JsonNode rule = policy.content().at("/spec/egress/0");
    String namespace =
        rule.at("/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name").asText();

    assertThat(Manifests.written().stream().flatMap(part -> endpoint(part).stream()))
        .hasSize(2)
        .allSatisfy(
            endpoint -> {
              assertThat(endpoint.getHost()).endsWith("." + namespace);
              assertThat(endpoint.getPort()).isEqualTo(rule.at("/ports/0/port").asInt());
            });
  }

  private static Optional<URI> endpoint(Manifest workload) {
    return Manifest.elements(workload.content().at("/spec/template/spec/containers"))
        .flatMap(container -> Manifest.elements(container.path("env")))
        .filter(variable -> variable.path("name").asText().equals(ENDPOINT))
        .map(variable -> URI.create(variable.path("value").asText()))
        .findFirst();
  }
}
