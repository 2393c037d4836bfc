package dev.centroid.standalone.broker;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class LoopbackPort {

  /** The address that everything embedded listens on. */
  public static final String HOST = "127.0.0.1";

  private LoopbackPort() {}

  /** A port that was free a moment ago. */
  public static int free() {
    try (ServerSocket socket = bind(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + HOST, e);
    }
  }

  /**
   * Refuses a port that something else listens on.
   *
   * @param port the port
   * @param purpose what it is for, e.g. {@code --port}
   * @throws InvalidInputException if it is taken or not a port
   */
  public static void requireFree(int port, String purpose) {
    try (ServerSocket socket = bind(port)) {
      if (socket.getLocalPort() != port) {
        throw new InvalidInputException(purpose + ": " + port + " is not a port; use 1 to 65535");
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          purpose
              + ": port "
              + port
              + " of "
              + HOST
              + " is in use by another program; stop it or choose another port",
          e);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(purpose + ": " + port + " is not a port; use 1 to 65535", e);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
