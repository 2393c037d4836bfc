package dev.centroid.protocol.codebook;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the nodes of the codebook service are, how they are trusted, and what they ask for.
 *
 * @param addresses {@code host:port} of each node, at least one
 * @param trust a PEM file with the certificates that the nodes' ones must come from; none to speak
 *     in plain text
 * @param identity what the client shows of itself, if the nodes ask for it
 * @param token sent with each call, if the nodes ask for one
 */
public record CodebookServers(
    List<String> addresses,
    Optional<Path> trust,
    Optional<Identity> identity,
    Optional<BearerToken> token) {

  /**
   * A client's certificate.
   *
   * @param certificates a PEM file with the certificate and those between it and the one that the
   *     nodes trust
   * @param key a PEM file with its private key, PKCS #8, not encrypted
   */
  public record Identity(Path certificates, Path key) {}

  private static final int HIGHEST_PORT = 65_535;

  public CodebookServers {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new InvalidInputException(
          "the codebook service has no address; name each of its nodes as host:port, by commas");
    }
    addresses.forEach(CodebookServers::port);
    if (trust.isEmpty() && identity.isPresent()) {
      throw new InvalidInputException(
          "a certificate of the client is given, but none to trust the codebook service by; name that one too");
    }
  }

  /**
   * Servers that speak plain text.
   *
   * @param addresses {@code host:port}, several by commas
   */
  public static CodebookServers plain(String addresses) {
    return new CodebookServers(
        split(addresses), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Servers that speak TLS.
   *
   * @param addresses {@code host:port}, several by commas
   */
  public static CodebookServers secure(String addresses, Path trust, Optional<Identity> identity) {
    return new CodebookServers(split(addresses), Optional.of(trust), identity, Optional.empty());
  }

  /** The same servers, which are sent a token with each call if there is one. */
  public CodebookServers withToken(Optional<BearerToken> sent) {
    return new CodebookServers(addresses, trust, identity, sent);
  }

  static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  static int port(String address) {
    String port = address.substring(address.lastIndexOf(':') + 1);
    if (address.lastIndexOf(':') < 1
        || !port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) > HIGHEST_PORT) {
      throw new InvalidInputException(
          "the codebook service's address '" + address + "' is not host:port");
    }
    return Integer.parseInt(port);
  }

  private static List<String> split(String addresses) {
    return Stream.of(addresses.split(",", -1)).map(String::strip).toList();
  }
}
