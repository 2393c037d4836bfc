package dev.centroid.protocol.http;

import dev.centroid.quantization.InvalidInputException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Applies the {@link SourceCheck} to every request of a service before its path is looked at: REST,
 * gRPC, health, metrics, and paths that do not exist. Each response forbids browsers to guess its
 * type, and other sites to embed it.
 */
@Singleton
final class SourceFilter {

  /** Higher than every filter of Quarkus. */
  private static final int PRIORITY = 1_000_000;

  /** An absolute target, which names a host as well (RFC 9112, section 3.2.2). */
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*).*");

  private final SourceCheck check;

  SourceFilter(@ConfigProperty(name = AllowedHosts.KEY) Optional<List<String>> allowedHosts) {
    try {
      this.check = new SourceCheck(AllowedHosts.of(allowedHosts.orElse(List.of())));
    } catch (InvalidInputException e) {
      // Quarkus prints the message alone of this exception, and a stack trace of others.
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  void register(@Observes Filters filters) {
    filters.register(this::handle, PRIORITY);
  }

  private void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
    check
        .refusal(source(context.request()))
        .ifPresentOrElse(refusal -> refuse(context, refusal), context::next);
  }

  private static void refuse(RoutingContext context, Refusal refusal) {
    HttpServerResponse response = context.response();
    response.setStatusCode(refusal.status()).setStatusMessage(refusal.title());
    response.putHeader(HttpHeaders.CONTENT_TYPE, Refusal.MEDIA_TYPE);
    if (context.request().version() != HttpVersion.HTTP_2) {
      // The body was not read, so that no further request can be told from it.
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response.end(refusal.json());
  }

  private static RequestSource source(HttpServerRequest request) {
    return new RequestSource(
        hosts(request),
        request.headers().getAll(HttpHeaders.ORIGIN),
        request.headers().getAll("Sec-Fetch-Site"),
        Optional.ofNullable(request.localAddress()).map(SocketAddress::hostAddress).orElse(""));
  }

  private static List<String> hosts(HttpServerRequest request) {
    List<String> hosts = new ArrayList<>(request.headers().getAll(HttpHeaders.HOST));
    Matcher target = ABSOLUTE.matcher(request.uri());
    if (target.matches()) {
      addUnlessNamed(hosts, target.group(1));
    }
    HostAndPort authority = request.authority(/* real= */ true);
    if (request.version() == HttpVersion.HTTP_2 && authority != null) {
      addUnlessNamed(hosts, authority.toString());
    }
    return hosts;
  }

  private static void addUnlessNamed(List<String> hosts, String named) {
    if (hosts.stream().noneMatch(named::equalsIgnoreCase)) {
      hosts.add(named);
    }
  }
}
