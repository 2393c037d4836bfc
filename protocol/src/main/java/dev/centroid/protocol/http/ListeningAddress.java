package dev.centroid.protocol.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/**
 * An address that a service listens on, and what stands between it and strangers.
 *
 * @param host name or address of the interface
 * @param port of TCP; less than 1 for one that was free
 * @param encrypted whether it speaks TLS
 * @param callers who is served there
 */
public record ListeningAddress(String host, int port, boolean encrypted, Callers callers) {

  /** Who is served. */
  public enum Callers {
    /** Those who send a token. */
    WITH_TOKEN,
    /** Anybody, though a token could be asked for. */
    ANYBODY,
    /** Anybody, but only with health and metrics. */
    MONITORS
  }

  private static final String TLS_DANGER =
      "without TLS what is said there can be read and changed on the way";
  private static final String TLS_REMEDY =
      "quarkus.http.ssl.certificate.files and quarkus.http.ssl.certificate.key-files";
  private static final String TOKEN_DANGER =
      "without a token anybody who reaches it can run jobs and read models";
  private static final String TOKEN_REMEDY = "centroid.api.token-file";

  /** Says it in one line, as a warning where a stranger could get in or listen. */
  public void tell(Logger log) {
    if (isGuarded()) {
      log.info("{}", line());
    } else {
      log.warn("{}", line());
    }
  }

  /** Whether nobody of another machine gets in or listens who is not meant to. */
  boolean isGuarded() {
    return isLoopback() || (encrypted && callers != Callers.ANYBODY);
  }

  /** What is said of it. */
  String line() {
    String address = "listens on " + host + (port > 0 ? ":" + port : " at a port that was free");
    if (isLoopback()) {
      return address + " only; set quarkus.http.host to be reachable from elsewhere";
    }
    if (isGuarded()) {
      return address
          + " with TLS, for "
          + (callers == Callers.WITH_TOKEN ? "callers with a token" : "monitors");
    }
    List<String> dangers = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    if (!encrypted) {
      dangers.add(TLS_DANGER);
      remedies.add(TLS_REMEDY);
    }
    if (callers == Callers.ANYBODY) {
      dangers.add(TOKEN_DANGER);
      remedies.add(TOKEN_REMEDY);
    }
    return address
        + ": "
        + String.join("; ", dangers)
        + "; set "
        + String.join(", and ", remedies)
        + " (docs/security.md)";
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Nothing that is known to be this machine alone.
      return false;
    }
  }
}
