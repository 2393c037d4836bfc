package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing is reachable but what a service opens, and nothing is let through that nobody opens. */
@Tag("manifests")
final class NetworkPolicyTest {

  private static final String APP = "app.kubernetes.io/name";
  private static final String CLUSTER = "strimzi.io/cluster";

  /** TLS for clients; controllers; brokers among each other. */
  private static final Set<Integer> BROKER_PORTS = Set.of(9090, 9091, 9093);

  @Test
  void everythingIsDeniedThatNoPolicyNames() throws IOException {
    Manifest denial =
        policies().stream()
            .filter(policy -> policy.name().equals("default-deny"))
            .findFirst()
            .orElseThrow();

    assertThat(denial.content().at("/spec/podSelector")).isEmpty();
    assertThat(denial.content().at("/spec/policyTypes"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("Ingress", "Egress");
    assertThat(denial.content().at("/spec").has("ingress")).isFalse();
    assertThat(denial.content().at("/spec").has("egress")).isFalse();
  }

  @Test
  void podsNameThePortsThatTheirServiceOpens() throws IOException {
    for (Manifest workload : workloads()) {
      Set<Integer> named = new TreeSet<>();
      for (JsonNode container : workload.containers()) {
        container.path("ports").forEach(port -> named.add(port.path("containerPort").asInt()));
      }
      assertThat(named).as(workload.toString()).isEqualTo(ServicePorts.of(workload.name()));
    }
  }

  @Test
  void whatComesInIsForAPortThatIsOpen() throws IOException {
    for (Manifest policy : policies()) {
      for (JsonNode rule : policy.content().at("/spec/ingress")) {
        assertOpen(policy, policy.content().at("/spec/podSelector"), rule.path("ports"));
      }
    }
  }

  @Test
  void whatGoesOutToAPodIsForAPortThatIsOpenAndLetIn() throws IOException {
    for (Manifest policy : policies()) {
      for (JsonNode rule : policy.content().at("/spec/egress")) {
        for (JsonNode peer : rule.path("to")) {
          if (!peer.has("namespaceSelector")) {
            assertOpen(policy, peer.path("podSelector"), rule.path("ports"));
            assertLetIn(policy, peer.path("podSelector"), rule.path("ports"));
          }
        }
      }
    }
  }

  private static void assertOpen(Manifest policy, JsonNode selector, JsonNode ports)
      throws IOException {
    assertThat(ports).as("%s names its ports", policy).isNotEmpty();
    for (JsonNode port : ports) {
      if (selector.path("matchLabels").has(CLUSTER)) {
        assertThat(BROKER_PORTS).as(policy.toString()).contains(port.path("port").asInt());
      } else {
        List<Manifest> selected = selected(selector);
        assertThat(selected).as("%s selects %s", policy, selector).isNotEmpty();
        assertThat(selected)
            .allSatisfy(
                workload ->
                    assertThat(workload.port(port.path("port")))
                        .as("%s: port %s of %s", policy, port, workload)
                        .isPresent());
      }
    }
  }

  /** What the policy lets out, the policy of the other side lets in. Brokers have Strimzi's own. */
  private static void assertLetIn(Manifest policy, JsonNode to, JsonNode ports) throws IOException {
    if (to.path("matchLabels").has(CLUSTER)) {
      return;
    }
    JsonNode from = policy.content().at("/spec/podSelector/matchLabels");
    for (JsonNode port : ports) {
      boolean isLetIn =
          policies().stream()
              .filter(other -> other.content().at("/spec/podSelector").equals(to))
              .flatMap(other -> Manifest.elements(other.content().at("/spec/ingress")))
              .filter(rule -> Manifest.elements(rule.path("ports")).anyMatch(port::equals))
              .flatMap(rule -> Manifest.elements(rule.path("from")))
              .anyMatch(peer -> peer.at("/podSelector/matchLabels").equals(from));
      assertThat(isLetIn).as("%s to %s at %s is let in", policy, to, port).isTrue();
    }
  }

  private static List<Manifest> selected(JsonNode selector) throws IOException {
    List<Manifest> selected = new ArrayList<>();
    for (Manifest workload : workloads()) {
      if (selector.at("/matchLabels").path(APP).equals(workload.podLabels().path(APP))) {
        selected.add(workload);
      }
    }
    return selected;
  }

  private static List<Manifest> workloads() throws IOException {
    return Manifests.base().stream().filter(Manifest::runsPods).toList();
  }

  private static List<Manifest> policies() throws IOException {
    return Manifests.written().stream()
        .filter(manifest -> manifest.kind().equals("NetworkPolicy"))
        .toList();
  }
}
