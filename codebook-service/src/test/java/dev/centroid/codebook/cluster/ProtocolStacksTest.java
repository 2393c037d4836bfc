package dev.centroid.codebook.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.junit.jupiter.api.Test;

final class ProtocolStacksTest {

  private static final List<String> NODES = List.of("a", "b", "c");

  @Test
  void listensOnTheGivenAddressAndPortAndNoOther() {
    TCP transport = find(TCP.class, new Discovery.Dns("codebooks"));

    assertThat(transport.getBindAddress().isLoopbackAddress()).isTrue();
    assertThat(transport.getBindPort()).isEqualTo(7800);
    assertThat(transport.getPortRange()).isZero();
    FD_SOCK2 crashes = find(FD_SOCK2.class, new Discovery.Dns("codebooks"));
    assertThat(crashes.getOffset()).isEqualTo(ClusterSettings.CRASH_DETECTION_OFFSET);
    assertThat(crashes.getBindAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void tellsTheOthersAnotherAddressIfItHasOne() {
    List<Protocol> stack = ProtocolStacks.of(advertising("127.0.0.9"));

    TCP transport = find(TCP.class, stack);
    assertThat(transport.getBindAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(transport.getExternalAddr().getHostAddress()).isEqualTo("127.0.0.9");
    assertThat(find(FD_SOCK2.class, stack).getExternalAddress().getHostAddress())
        .isEqualTo("127.0.0.9");
  }

  @Test
  void refusesAnAdvertisedAddressThatNobodyKnows() {
    assertThatThrownBy(() -> ProtocolStacks.of(advertising("nowhere.invalid")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("advertised-address", "'nowhere.invalid'");
  }

  @Test
  void findsTheOthersByTheirAddresses() {
    TCPPING discovery =
        find(TCPPING.class, new Discovery.Addresses(List.of("127.0.0.1:7800", "127.0.0.1:7801")));

    assertThat(discovery.getInitialHosts())
        .extracting(IpAddress.class::cast)
        .extracting(IpAddress::getPort)
        .containsExactly(7800, 7801);
  }

  @Test
  void findsTheOthersByTheNameService() {
    DNS_PING discovery = find(DNS_PING.class, new Discovery.Dns("codebooks.centroid.svc"));

    assertThat(discovery.getDNSQuery()).isEqualTo("codebooks.centroid.svc");
  }

  @Test
  void refusesAnAddressWithoutPort() {
    assertThatThrownBy(() -> new Discovery.Addresses(List.of("codebook-0")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("addresses", "'codebook-0'", "host:port");
  }

  @Test
  void refusesAClusterThatDoesNotOutliveTheLossOfANode() {
    assertThatThrownBy(() -> settings("a", List.of("a", "b"), 7800, new Discovery.Dns("x")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("cluster.nodes", "at least 3", "Leave the key out");
    assertThatThrownBy(() -> settings("a", List.of("a", "b", "b"), 7800, new Discovery.Dns("x")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("each once");
  }

  @Test
  void refusesANodeThatIsNotOneOfTheCluster() {
    assertThatThrownBy(() -> settings("d", NODES, 7800, new Discovery.Dns("x")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("cluster.node", "'d'");
  }

  @Test
  void refusesAPortWithoutRoomForTheOtherOne() {
    assertThatThrownBy(() -> settings("a", NODES, 65_500, new Discovery.Dns("x")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("bind-port", "65500");
  }

  @Test
  void moreThanHalfOfTheNodesMustAgree() {
    assertThat(settings("a", NODES, 7800, new Discovery.Dns("x")).majority()).isEqualTo(2);
    assertThat(
            settings("a", List.of("a", "b", "c", "d", "e"), 7800, new Discovery.Dns("x"))
                .majority())
        .isEqualTo(3);
  }

  private static <T extends Protocol> T find(Class<T> type, Discovery discovery) {
    return find(type, ProtocolStacks.of(settings("a", NODES, 7800, discovery)));
  }

  private static <T extends Protocol> T find(Class<T> type, List<Protocol> stack) {
    return stack.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private static ClusterSettings advertising(String address) {
    return new ClusterSettings(
        "a",
        NODES,
        "127.0.0.1",
        7800,
        Optional.of(address),
        new Discovery.Dns("x"),
        Duration.ofSeconds(10));
  }

  private static ClusterSettings settings(
      String node, List<String> nodes, int port, Discovery discovery) {
    return new ClusterSettings(
        node, nodes, "127.0.0.1", port, Optional.empty(), discovery, Duration.ofSeconds(10));
  }
}
