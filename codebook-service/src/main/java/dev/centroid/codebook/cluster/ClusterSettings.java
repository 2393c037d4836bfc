package dev.centroid.codebook.cluster;

import dev.centroid.quantization.InvalidInputException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A node's place in a cluster of codebook services.
 *
 * @param node this node's name
 * @param nodes names of all nodes, this one's among them; the same on all nodes. More than half of
 *     them must be up.
 * @param bindAddress which the node listens on for other nodes
 * @param bindPort for other nodes; {@value #CRASH_DETECTION_OFFSET} ports above it is another one,
 *     by which crashes are noticed
 * @param advertisedAddress where the others reach it on the same two ports; empty when they do at
 *     {@code bindAddress}
 * @param discovery how it finds the others
 * @param silence after so long without a word a node counts as gone
 */
public record ClusterSettings(
    String node,
    List<String> nodes,
    String bindAddress,
    int bindPort,
    Optional<String> advertisedAddress,
    Discovery discovery,
    Duration silence) {

  /** From the port for other nodes to the one by which crashes are noticed. */
  public static final int CRASH_DETECTION_OFFSET = 100;

  private static final int HIGHEST_PORT = 65_535;
  private static final int FEWEST_NODES = 3;

  public ClusterSettings {
    nodes = List.copyOf(nodes);
    if (nodes.size() < FEWEST_NODES || new HashSet<>(nodes).size() < nodes.size()) {
      throw new InvalidInputException(
          "centroid.codebook.cluster.nodes: name at least 3 nodes, each once; "
              + nodes
              + " would not outlive the loss of one. Leave the key out to run one node by itself");
    }
    if (!nodes.contains(node)) {
      throw new InvalidInputException(
          "centroid.codebook.cluster.node: this node is called '"
              + node
              + "', which is not one of centroid.codebook.cluster.nodes, "
              + nodes);
    }
    if (bindPort < 1 || bindPort > HIGHEST_PORT - CRASH_DETECTION_OFFSET) {
      throw new InvalidInputException(
          "centroid.codebook.cluster.bind-port: must be from 1 to %d, but is %d"
              .formatted(HIGHEST_PORT - CRASH_DETECTION_OFFSET, bindPort));
    }
    if (silence.compareTo(Duration.ofMillis(500)) < 0) {
      throw new InvalidInputException(
          "centroid.codebook.cluster.silence: must be 500 ms or more, but is " + silence);
    }
  }

  /** How many nodes must be up and agree. */
  public int majority() {
    return nodes.size() / 2 + 1;
  }
}
