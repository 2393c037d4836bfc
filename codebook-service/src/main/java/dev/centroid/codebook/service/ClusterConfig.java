package dev.centroid.codebook.service;

import dev.centroid.codebook.cluster.ClusterSettings;
import dev.centroid.codebook.cluster.Discovery;
import dev.centroid.quantization.InvalidInputException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The keys {@code centroid.codebook.cluster.*}; docs/codebooks.md has them all. */
@Singleton
class ClusterConfig {

  private static final String PREFIX = "centroid.codebook.cluster.";

  private final Optional<List<String>> nodes;
  private final Optional<String> node;
  private final String bindAddress;
  private final int bindPort;
  private final Optional<String> advertisedAddress;
  private final Optional<List<String>> addresses;
  private final Optional<String> dnsQuery;
  private final Duration silence;

  ClusterConfig(
      @ConfigProperty(name = PREFIX + "nodes") Optional<List<String>> nodes,
      @ConfigProperty(name = PREFIX + "node") Optional<String> node,
      @ConfigProperty(name = PREFIX + "bind-address", defaultValue = "127.0.0.1")
          String bindAddress,
      @ConfigProperty(name = PREFIX + "bind-port", defaultValue = "7800") int bindPort,
      @ConfigProperty(name = PREFIX + "advertised-address") Optional<String> advertisedAddress,
      @ConfigProperty(name = PREFIX + "addresses") Optional<List<String>> addresses,
      @ConfigProperty(name = PREFIX + "dns-query") Optional<String> dnsQuery,
      @ConfigProperty(name = PREFIX + "silence", defaultValue = "10S") Duration silence) {
    this.nodes = nodes;
    this.node = node;
    this.bindAddress = bindAddress;
    this.bindPort = bindPort;
    this.advertisedAddress = advertisedAddress;
    this.addresses = addresses;
    this.dnsQuery = dnsQuery;
    this.silence = silence;
  }

  /**
   * This node's place in a cluster; none when it runs by itself.
   *
   * @throws InvalidInputException if a key is missing or wrong
   */
  Optional<ClusterSettings> settings() {
    return nodes.map(
        names ->
            new ClusterSettings(
                node.orElseThrow(
                    () ->
                        new InvalidInputException(
                            PREFIX + "node: is missing; say which of " + names + " this node is")),
                names,
                bindAddress,
                bindPort,
                advertisedAddress,
                discovery(),
                silence));
  }

  private Discovery discovery() {
    if (addresses.isPresent() == dnsQuery.isPresent()) {
      throw new InvalidInputException(
          PREFIX
              + "addresses: give either this key or "
              + PREFIX
              + "dns-query, by which the nodes find each other");
    }
    return addresses
        .<Discovery>map(Discovery.Addresses::new)
        .orElseGet(() -> new Discovery.Dns(dnsQuery.orElseThrow()));
  }
}
