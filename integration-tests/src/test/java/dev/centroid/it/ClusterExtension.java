package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One cluster for all tests that want one. Each finds it whole; after each its logs must be without
 * errors that nothing explains.
 */
final class ClusterExtension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

  private static final Path HOME = Path.of("target/cluster").toAbsolutePath();

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Cluster.class || type == TraceCollector.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class ? cluster(context) : traces(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    cluster(context).start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(cluster(context).unexpectedErrors()).as("errors in logs").isEmpty();
  }

  private static Cluster cluster(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(ClusterExtension.class))
        .computeIfAbsent("cluster", name -> started(traces(context)), Cluster.class);
  }

  /** Where all processes of the cluster tell their spans. */
  private static TraceCollector traces(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(ClusterExtension.class))
        .computeIfAbsent("traces", name -> TraceCollector.start(), TraceCollector.class);
  }

  private static Cluster started(TraceCollector traces) {
    try {
      Directories.delete(HOME);
      return Cluster.start(HOME, traces.environment());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
