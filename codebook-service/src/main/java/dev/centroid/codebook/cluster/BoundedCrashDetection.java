package dev.centroid.codebook.cluster;

import org.jgroups.blocks.cs.NioServer;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;

/**
 * Crash detection that takes short messages only. JGroups (5.5.2) takes a caller's greeting that
 * comes in pieces for the length of a message, for which it then wants more than a gigabyte:
 * whoever reaches the port could end the node by four bytes. With a bound, the connection is
 * closed, and the caller makes another one.
 */
final class BoundedCrashDetection extends FD_SOCK2 {

  /** They name members of the cluster. */
  private static final int LONGEST_MESSAGE_BYTES = 1 << 20;

  BoundedCrashDetection() {
    // The number by which other nodes know what is said by this protocol.
    setId(ClassConfigurator.getProtocolId(FD_SOCK2.class));
  }

  @Override
  protected NioServer createServer(int[] ports) {
    NioServer server = super.createServer(ports);
    server.setMaxLength(LONGEST_MESSAGE_BYTES);
    return server;
  }

  /** The longest message that the running server takes, in bytes; 0 for any. */
  int longestMessageBytes() {
    return srv.getMaxLength();
  }
}
