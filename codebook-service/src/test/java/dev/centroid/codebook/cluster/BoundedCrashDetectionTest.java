package dev.centroid.codebook.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jgroups.JChannel;
import org.junit.jupiter.api.Test;

/** A node's own port for crashes, to which somebody talks who is no node. */
final class BoundedCrashDetectionTest {

  /** What JGroups begins each greeting with. */
  private static final byte[] START_OF_A_GREETING = "bela".getBytes(US_ASCII);

  private static final int PATIENCE_MILLIS = 20_000;

  @Test
  void aGreetingInPiecesEndsTheConnectionAndNothingElse() throws Exception {
    int port = Ports.free(1).get(0);
    try (JChannel channel = ClusterNode.create(settings(port)).channel()) {
      channel.connect("crashes");

      assertThat(closesAfter(port + ClusterSettings.CRASH_DETECTION_OFFSET, START_OF_A_GREETING))
          .as("connection is closed")
          .isTrue();
      assertThat(channel.isConnected()).isTrue();
    }
  }

  /** Without a bound the test above passes, too, where there is memory for such a message. */
  @Test
  void theServerOfARunningNodeTakesShortMessagesOnly() throws Exception {
    try (JChannel channel = ClusterNode.create(settings(Ports.free(1).get(0))).channel()) {
      channel.connect("crashes");

      BoundedCrashDetection detection =
          channel.getProtocolStack().findProtocol(BoundedCrashDetection.class);

      assertThat(detection.longestMessageBytes()).isBetween(1, 1 << 20);
    }
  }

  private static boolean closesAfter(int port, byte[] said) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(said);
      return socket.getInputStream().read() < 0;
    }
  }

  private static ClusterSettings settings(int port) {
    return new ClusterSettings(
        "a",
        List.of("a", "b", "c"),
        "127.0.0.1",
        port,
        Optional.empty(),
        new Discovery.Addresses(List.of("127.0.0.1:" + port)),
        Duration.ofSeconds(10));
  }
}
