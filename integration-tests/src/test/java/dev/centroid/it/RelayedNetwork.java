package dev.centroid.it;

import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between codebook nodes, which can be cut. Each node listens on one address of the
 * loopback and is known by another, on the same ports, where a relay listens that passes on what
 * comes. A link that is cut is silent, as that of a pulled cable is: nothing is refused or closed,
 * and when it is mended what was sent arrives.
 */
final class RelayedNetwork implements AutoCloseable {

  /** What a caller says first: a cookie and a version, and how long its own address is. */
  private static final int GREETING_BYTES = 8;

  /** From the port for other nodes to the one by which crashes are noticed. */
  private static final int CRASH_DETECTION_OFFSET = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int BUFFER_BYTES = 4096;

  private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Integer> cutOff = new HashSet<>();
  private final Map<Integer, Long> allowance = new HashMap<>();

  /** What the addresses begin with on which nodes listen; a node's number, plus one, ends them. */
  static final String LISTENS = "127.0.2";

  /** As {@link #LISTENS}, of those on which the others reach them. */
  static final String KNOWN = "127.0.1";

  /** Where a node listens. */
  static String listensOn(int node) {
    return LISTENS + "." + (node + 1);
  }

  /** Where the others reach it. */
  static String isKnownAs(int node) {
    return KNOWN + "." + (node + 1);
  }

  /** Passes on to a node what comes for it from other nodes. */
  void relayAll(int node, int clusterPort) throws IOException {
    relay(node, clusterPort);
    relay(node, clusterPort + CRASH_DETECTION_OFFSET);
  }

  /** Passes on to a node what comes for it on a port. */
  private void relay(int node, int port) throws IOException {
    ServerSocket relay = new ServerSocket(port, 50, InetAddress.getByName(isKnownAs(node)));
    sockets.add(relay);
    inBackground(
        () -> {
          while (true) {
            Socket caller = relay.accept();
            sockets.add(caller);
            inBackground(() -> connect(caller, node, port));
          }
        });
  }

  /** Cuts a node off from all others, both ways. */
  synchronized void cut(int node) {
    cutOff.add(node);
  }

  /** Cuts a node off as soon as it got so many bytes from others, and waits until it is. */
  void cutAfter(int node, long bytes) {
    synchronized (this) {
      allowance.put(node, bytes);
    }
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> isCutOff(node));
  }

  /** Takes a cut back. */
  synchronized void heal(int node) {
    cutOff.remove(node);
    notifyAll();
  }

  /** Takes all cuts back. */
  synchronized void heal() {
    cutOff.clear();
    notifyAll();
  }

  @Override
  public void close() throws IOException {
    for (Closeable socket : sockets) {
      socket.close();
    }
    heal();
  }

  private void connect(Socket caller, int node, int port) throws IOException {
    try (caller;
        Socket callee = new Socket()) {
      sockets.add(callee);
      DataInputStream in = new DataInputStream(caller.getInputStream());
      byte[] greeting = in.readNBytes(GREETING_BYTES);
      byte[] address = in.readNBytes(ByteBuffer.wrap(greeting).getShort(GREETING_BYTES - 2));
      int from = numberOf(address);
      awaitLink(from, node, 0);
      callee.connect(new InetSocketAddress(listensOn(node), port));
      callee.setTcpNoDelay(true);
      caller.setTcpNoDelay(true);
      inBackground(() -> pass(callee, node, caller, from));
      // In one piece, as it came: JGroups (5.5.2) takes a part of it for something else.
      pass(joined(greeting, address), node, from, callee);
      pass(caller, from, callee, node);
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  /** Of a node, by the last byte of the address it is known as: length, four bytes, port. */
  private static int numberOf(byte[] address) {
    return address[Integer.BYTES] - 1;
  }

  private void pass(Socket source, int from, Socket target, int to) throws IOException {
    try (source;
        target) {
      InputStream in = source.getInputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pass(Arrays.copyOf(buffer, read), to, from, target);
      }
      awaitLink(from, to, 0);
    }
  }

  private void pass(byte[] bytes, int to, int from, Socket target) throws IOException {
    awaitLink(from, to, bytes.length);
    OutputStream out = target.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  private synchronized boolean isCutOff(int node) {
    return cutOff.contains(node);
  }

  private synchronized void awaitLink(int from, int to, int bytes) {
    if (allowance.containsKey(to) && allowance.merge(to, (long) -bytes, Long::sum) < 0) {
      allowance.remove(to);
      cutOff.add(to);
    }
    try {
      while (cutOff.contains(from) || cutOff.contains(to)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs until one of its sockets is closed. */
  private static void inBackground(Relay relay) {
    Thread thread =
        new Thread(
            () -> {
              try {
                relay.run();
              } catch (IOException e) {
                // One of its sockets was closed, and with it the link is gone.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** What passes bytes on. */
  @FunctionalInterface
  private interface Relay {
    void run() throws IOException;
  }
}
