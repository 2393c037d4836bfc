package dev.centroid.worker.service;

import dev.centroid.protocol.http.ListeningAddress;
import dev.centroid.protocol.http.ListeningAddress.Callers;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where health and metrics can be read, and warns where strangers can read them. */
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
