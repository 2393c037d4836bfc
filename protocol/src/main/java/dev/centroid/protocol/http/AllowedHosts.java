package dev.centroid.protocol.http;

import dev.centroid.quantization.InvalidInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that a service may be called by: those of the loopback, those of the configuration, and
 * the address that the connection came in at. A page that makes its own name point to this machine
 * (DNS rebinding) sends that name, which is none of these.
 */
final class AllowedHosts {

  /** The configuration key. */
  static final String KEY = "centroid.http.allowed-hosts";

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String ANY_SUBDOMAIN = "*.";
  private static final Pattern NAME =
      Pattern.compile("(?:\\*\\.)?[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+]");

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

  private final Set<String> names;
  private final Set<String> parents;

  private AllowedHosts(Set<String> names, Set<String> parents) {
    this.names = names;
    this.parents = parents;
  }

  /**
   * Reads the configuration.
   *
   * @param configured names without a port; {@code *.example.org} stands for every name that ends
   *     with {@code .example.org}
   * @throws InvalidInputException if one is not a name
   */
  static AllowedHosts of(List<String> configured) {
    List<String> all =
        configured.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    all.forEach(AllowedHosts::requireName);
    return new AllowedHosts(
        all.stream().filter(name -> !isPattern(name)).collect(Collectors.toUnmodifiableSet()),
        all.stream()
            .filter(AllowedHosts::isPattern)
            .map(name -> name.substring(1))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Whether a service may be called by this host.
   *
   * @param localAddress the IP address of the service's end of the connection
   */
  boolean allows(String host, String localAddress) {
    Optional<InetAddress> address = address(host);
    return LOOPBACK.contains(host)
        || isConfigured(host)
        || (address.isPresent() && address.equals(address(localAddress)));
  }

  /** Whether the configuration has this host. */
  boolean isConfigured(String host) {
    return names.contains(host) || parents.stream().anyMatch(host::endsWith);
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          KEY
              + ": '"
              + name
              + "' is not a host name; give names without scheme and port, by commas, such as"
              + " centroid.example.org or *.example.org");
    }
  }

  private static boolean isPattern(String name) {
    return name.startsWith(ANY_SUBDOMAIN);
  }

  /** The address that a text writes down; empty for a name, which is never looked up. */
  private static Optional<InetAddress> address(String text) {
    String bare = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    boolean literal = bare.indexOf(':') >= 0 || IPV4.matcher(bare).matches();
    try {
      return literal ? Optional.of(InetAddress.getByName(bare)) : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
