package dev.centroid.codebook.cluster;

import dev.centroid.quantization.InvalidInputException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FORK;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;

/** The JGroups protocols of a node, from the bottom to the top. */
final class ProtocolStacks {

  /**
   * Larger ones are sent in fragments, so that nobody sends one. Without a bound, whoever reaches
   * the port could ask for any amount of memory.
   */
  private static final int LONGEST_MESSAGE_BYTES = 16 << 20;

  private static final int HEARTBEATS_IN_SILENCE = 4;
  private static final int JOIN_MILLIS = 2000;

  private ProtocolStacks() {}

  /**
   * @throws InvalidInputException if an address cannot be resolved
   */
  static List<Protocol> of(ClusterSettings settings) {
    long silence = settings.silence().toMillis();
    FD_ALL3 heartbeats = new FD_ALL3();
    heartbeats.setTimeout(silence);
    heartbeats.setInterval(silence / HEARTBEATS_IN_SILENCE);
    FD_SOCK2 crashes = new BoundedCrashDetection();
    crashes.setOffset(ClusterSettings.CRASH_DETECTION_OFFSET);
    crashes.setPortRange(0);
    // Of itself it listens on all interfaces.
    crashes.setBindAddress(bindAddress(settings));
    // Of the ports, it takes the one it listens on from the transport's advertised one: they must
    // be equal.
    advertisedAddress(settings).ifPresent(crashes::setExternalAddress);
    MERGE3 merge = new MERGE3();
    merge.setMinInterval(silence / 2);
    merge.setMaxInterval(silence);
    merge.setCheckInterval(2 * silence);
    VERIFY_SUSPECT2 verification = new VERIFY_SUSPECT2();
    verification.setTimeout(silence / 2);
    GMS membership = new GMS();
    membership.setJoinTimeout(JOIN_MILLIS);
    membership.printLocalAddress(false);
    return List.of(
        transport(settings),
        discovery(settings),
        merge,
        crashes,
        heartbeats,
        verification,
        new NAKACK2(),
        new UNICAST3(),
        new STABLE(),
        membership,
        new UFC(),
        new MFC(),
        new FRAG4(),
        // Carries the votes beside what Infinispan sends.
        new FORK());
  }

  private static TCP transport(ClusterSettings settings) {
    TCP transport = new TCP();
    transport.setBindAddress(bindAddress(settings));
    transport.setBindPort(settings.bindPort());
    advertisedAddress(settings).ifPresent(transport::setExternalAddr);
    // Another port than the configured one would be found by nobody.
    transport.setPortRange(0);
    // Without it a write takes 40 times as long.
    transport.tcpNodelay(true);
    transport.setMaxLength(LONGEST_MESSAGE_BYTES);
    return transport;
  }

  private static Protocol discovery(ClusterSettings settings) {
    if (settings.discovery() instanceof Discovery.Addresses known) {
      TCPPING discovery = new TCPPING();
      discovery.setPortRange(0);
      discovery.initialHosts(
          known.addresses().stream().map(ProtocolStacks::socketAddress).toList());
      return discovery;
    }
    DNS_PING discovery = new DNS_PING();
    discovery.setDNSQuery(((Discovery.Dns) settings.discovery()).query());
    return discovery;
  }

  private static InetSocketAddress socketAddress(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  private static InetAddress bindAddress(ClusterSettings settings) {
    return resolve(
        settings.bindAddress(),
        "centroid.codebook.cluster.bind-address: '%s' is no address of this machine; name one, e.g. 127.0.0.1");
  }

  private static Optional<InetAddress> advertisedAddress(ClusterSettings settings) {
    return settings
        .advertisedAddress()
        .map(
            address ->
                resolve(
                    address,
                    "centroid.codebook.cluster.advertised-address: '%s' cannot be resolved; name the address at which other nodes reach this one, or leave the key out"));
  }

  private static InetAddress resolve(String address, String complaint) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new InvalidInputException(complaint.formatted(address), e);
    }
  }
}
