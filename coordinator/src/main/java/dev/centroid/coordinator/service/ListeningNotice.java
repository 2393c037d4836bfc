package dev.centroid.coordinator.service;

import dev.centroid.protocol.http.ListeningAddress;
import dev.centroid.protocol.http.ListeningAddress.Callers;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where REST can be reached, and warns where strangers can reach it. */
@ApplicationScoped
class ListeningNotice {

  private static final Logger LOG = LoggerFactory.getLogger(ListeningNotice.class);

  private final CoordinatorConfig config;

  ListeningNotice(CoordinatorConfig config) {
    this.config = config;
  }

  void onHttp(@ObservesAsync HttpServerStart start) {
    tell(start.options(), /* encrypted= */ false);
  }

  void onHttps(@ObservesAsync HttpsServerStart start) {
    tell(start.options(), /* encrypted= */ true);
  }

  private void tell(HttpServerOptions options, boolean encrypted) {
    Callers callers = config.api().asksForToken() ? Callers.WITH_TOKEN : Callers.ANYBODY;
    new ListeningAddress(options.getHost(), options.getPort(), encrypted, callers).tell(LOG);
  }
}
