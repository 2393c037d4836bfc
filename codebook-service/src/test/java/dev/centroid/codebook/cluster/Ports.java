package dev.centroid.codebook.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Free ports of the loopback for the nodes of one test's cluster, below those that the system gives
 * to clients.
 */
public final class Ports {

  private static final int LOWEST = 20_000;
  private static final int COUNT = 10_000;

  private Ports() {}

  public static List<Integer> free(int count) {
    Random random = new Random();
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      int port = LOWEST + random.nextInt(COUNT);
      if (!ports.contains(port)
          && isFree(port)
          && isFree(port + ClusterSettings.CRASH_DETECTION_OFFSET)) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
