package dev.centroid.protocol.http;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses requests that a page of another site makes a browser send: those that name another host
 * than this service, and those with another {@code Origin}. Other programs send no origin.
 */
final class SourceCheck {

  private static final Pattern ORIGIN = Pattern.compile("(https?)://(.+)");
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final String REMEDY =
      "; if it is a name of this service, add it to " + AllowedHosts.KEY;

  private final AllowedHosts allowed;

  SourceCheck(AllowedHosts allowed) {
    this.allowed = allowed;
  }

  /** The reason to refuse a request; empty if there is none. */
  Optional<Refusal> refusal(RequestSource request) {
    List<String> hosts = request.hosts();
    if (hosts.size() != 1) {
      return Optional.of(
          Refusal.badRequest(
              "Host: must be given once, but is given " + hosts.size() + " times; send it once"));
    }
    Optional<Authority> host = Authority.parse(hosts.get(0));
    if (host.isEmpty()) {
      return Optional.of(
          Refusal.badRequest("Host: is not a host with an optional port; send the service's name"));
    }
    if (!allowed.allows(host.get().host(), request.localAddress())) {
      return Optional.of(
          Refusal.misdirected(
              "Host: '" + host.get().host() + "' is not a name of this service" + REMEDY));
    }
    if (request.fetchSites().contains("cross-site")) {
      return Optional.of(
          Refusal.forbidden(
              "Sec-Fetch-Site: must not be 'cross-site'; pages of other sites cannot call this"
                  + " service"));
    }
    return request.origins().stream()
        .filter(origin -> !isOwn(origin, host.get()))
        .findFirst()
        .map(SourceCheck::foreign);
  }

  private static Refusal foreign(String origin) {
    Optional<String> host = authority(origin).map(Authority::host);
    return Refusal.forbidden(
        host.map(name -> "Origin: '" + name + "' is another site" + REMEDY)
            .orElse("Origin: is another site; pages of other sites cannot call this service"));
  }

  private boolean isOwn(String origin, Authority host) {
    Optional<Authority> from = authority(origin);
    if (from.isEmpty()) {
      return false;
    }
    return allowed.isConfigured(from.get().host())
        || (from.get().host().equals(host.host())
            && port(origin, from.get().port()) == port(origin, host.port()));
  }

  private static Optional<Authority> authority(String origin) {
    Matcher matcher = ORIGIN.matcher(origin);
    return matcher.matches() ? Authority.parse(matcher.group(2)) : Optional.empty();
  }

  /** The scheme of the request is not known: a proxy may have ended its TLS. */
  private static int port(String origin, OptionalInt given) {
    return given.orElse(origin.startsWith("https") ? HTTPS_PORT : HTTP_PORT);
  }
}
