package dev.centroid.codebook.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports of the loopback for the nodes of one test's cluster, below those that the system gives
 * to clients.
 */
public final class Ports {

  private static final int LOWEST = 20_000;
  private static final int COUNT = 10_000;

  /** Starts at a place of its own in each process, since several may look for ports. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(Math.floorMod(997 * ProcessHandle.current().pid(), COUNT));

  private Ports() {}

  public static List<Integer> free(int count) {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port) && isFree(port + ClusterSettings.CRASH_DETECTION_OFFSET)) {
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
