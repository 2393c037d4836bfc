package dev.centroid.codebook.cluster;

import dev.centroid.quantization.InvalidInputException;
import java.util.List;

/** How the nodes of a cluster find each other. */
public sealed interface Discovery {

  /**
   * By a list that all nodes have.
   *
   * @param addresses {@code host:port} of each node's cluster port, this node's own among them
   */
  record Addresses(List<String> addresses) implements Discovery {
    public Addresses {
      addresses = List.copyOf(addresses);
      for (String address : addresses) {
        if (!address.matches("[^:\\[\\]]+:[0-9]{1,5}")) {
          throw new InvalidInputException(
              "centroid.codebook.cluster.addresses: '" + address + "' is not host:port");
        }
      }
    }
  }

  /**
   * By the name service, e.g. a headless service of Kubernetes.
   *
   * @param query a name whose addresses are the nodes'
   */
  record Dns(String query) implements Discovery {}
}
