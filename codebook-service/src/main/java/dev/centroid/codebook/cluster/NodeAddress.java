package dev.centroid.codebook.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.util.ExtendedUUID;

/** A node's name as a part of its address, so that it is known as soon as the address is. */
final class NodeAddress {

  private static final byte[] NAME = "centroid-node".getBytes(StandardCharsets.US_ASCII);

  private NodeAddress() {}

  /** Another address at each call. */
  static ExtendedUUID create(String node) {
    return ExtendedUUID.randomUUID(node).put(NAME, node.getBytes(StandardCharsets.UTF_8));
  }

  static Optional<String> node(Address address) {
    return address instanceof ExtendedUUID named
        ? Optional.ofNullable(named.get(NAME)).map(name -> new String(name, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /**
   * The members that stand for one node each: without strangers, and without those whose name
   * occurs twice, since nobody could say which of the two has the node's vote.
   */
  static List<Address> voters(List<Address> members, List<String> nodes) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (Address member : members) {
      node(member).filter(name -> !seen.add(name)).ifPresent(twice::add);
    }
    List<Address> voters = new ArrayList<>();
    for (Address member : members) {
      if (node(member).filter(name -> nodes.contains(name) && !twice.contains(name)).isPresent()) {
        voters.add(member);
      }
    }
    return voters;
  }
}
