package dev.centroid.codebook.service;

import dev.centroid.artifact.s3.ArtifactStores;
import dev.centroid.codebook.store.InfinispanCodebookStore;
import dev.centroid.codebook.store.StoreSettings;
import dev.centroid.protocol.artifact.ArtifactStore;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Opens the store when the application starts, and closes it when it ends. Its settings are single
 * properties, not a mapping, because other services read properties of the same prefixes, and a
 * mapping would refuse those.
 */
@ApplicationScoped
class StoreLifecycle {

  @Produces
  @Singleton
  @Startup
  InfinispanCodebookStore open(
      @ConfigProperty(
              name = "centroid.codebook.directory",
              defaultValue = "${user.home}/.centroid/codebooks")
          Path directory,
      @ConfigProperty(name = "centroid.codebook.versions-held", defaultValue = "4")
          int versionsHeld,
      @ConfigProperty(name = "centroid.codebook.memory-bytes", defaultValue = "67108864")
          long memoryBytes,
      @ConfigProperty(
              name = "centroid.artifacts.directory",
              defaultValue = "${user.home}/.centroid/artifacts")
          Path artifacts,
      @ConfigProperty(name = "centroid.artifacts.s3") Optional<String> s3,
      @ConfigProperty(
              name = "centroid.artifacts.local-bytes",
              defaultValue = ArtifactStores.DEFAULT_LOCAL_BYTES)
          long localBytes,
      ClusterConfig cluster) {
    StoreSettings settings = new StoreSettings(directory, versionsHeld, memoryBytes);
    ArtifactStore store = ArtifactStores.open(artifacts, s3, localBytes);
    return cluster
        .settings()
        .map(node -> InfinispanCodebookStore.open(settings, node, store))
        .orElseGet(() -> InfinispanCodebookStore.open(settings, store));
  }

  void close(@Disposes InfinispanCodebookStore store) throws IOException {
    store.close();
  }
}
