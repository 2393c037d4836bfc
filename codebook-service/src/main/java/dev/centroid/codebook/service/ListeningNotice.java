package dev.centroid.codebook.service;

import dev.centroid.protocol.http.ListeningAddress;
import dev.centroid.protocol.http.ListeningAddress.Callers;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where codebooks, health and metrics can be reached, and warns where strangers can. */
@ApplicationScoped
class ListeningNotice {

  private static final Logger LOG = LoggerFactory.getLogger(ListeningNotice.class);

  void onHttp(@ObservesAsync HttpServerStart start) {
    tell(start.options(), /* encrypted= */ false);
  }

  void onHttps(@ObservesAsync HttpsServerStart start) {
    tell(start.options(), /* encrypted= */ true);
  }

  private static void tell(HttpServerOptions options, boolean encrypted) {
    new ListeningAddress(options.getHost(), options.getPort(), encrypted, Callers.MONITORS)
        .tell(LOG);
  }
}
