package dev.centroid.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** Ports of the loopback that nobody listens on. */
final class FreePorts {

  private static final int FIRST = 20_000;
  private static final int LAST = 31_000;
  private static final int STRIDE = 1_000;

  private FreePorts() {}

  /** One port. */
  static int one() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A number to count a cluster's ports from, below those that outgoing connections take. */
  static int base() {
    return IntStream.iterate(FIRST, base -> base <= LAST, base -> base + STRIDE)
        .filter(base -> isFree(base) && isFree(base + 101) && isFree(base + 201))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no ports are free"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
