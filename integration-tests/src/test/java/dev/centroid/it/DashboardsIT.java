package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboards, against the metrics of a real cluster as a real Prometheus has them; those of
 * GPUs and volumes are made up.
 *
 * <p>Step: a cluster runs. Action: jobs come and are done, and meanwhile Prometheus is asked what
 * every panel, variable and annotation asks. Result: no query errs, and each of a panel or a
 * variable finds a number.
 */
@Tag("manifests")
@OnCluster
final class DashboardsIT {

  private static final Path BASE = Path.of("../k8s/base");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FIRST_SEED = 301;
  private static final int JOBS = 3;

  @TempDir private Path directory;

  @Test
  void everyPanelHasSomethingToShowWhenJobsAreDone(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.briefIn(directory.resolve("job"));
    try (MadeUpExporter exporter = MadeUpExporter.start(cluster.workers(), cluster.coordinators());
        Prometheus prometheus = prometheus(cluster, exporter)) {
      List<String> jobs = new ArrayList<>();
      for (int seed = FIRST_SEED; seed < FIRST_SEED + JOBS; seed++) {
        jobs.add(rest.submit("shown " + seed, job, seed));
      }

      Map<String, String> silent = new HashMap<>(Dashboards.queries());
      assertThat(silent).isNotEmpty();
      await("queries that find something")
          .atMost(PATIENCE)
          .until(
              () -> {
                silent.values().removeIf(query -> hasNumber(prometheus, query));
                // Which also makes requests for the panels of REST.
                jobs.forEach(rest::job);
                return Set.copyOf(silent.keySet());
              },
              Set::isEmpty);
      for (String annotation : Dashboards.annotations()) {
        assertThat(prometheus.series(annotation).isArray()).isTrue();
      }
      assertThat(jobs)
          .allMatch(id -> rest.awaitEnd(id).at("/job/status").asText().equals("COMPLETED"));
    }
  }

  private Prometheus prometheus(Cluster cluster, MadeUpExporter exporter) throws IOException {
    return Prometheus.start(
        directory.resolve("prometheus"),
        cluster,
        Yaml.read(BASE.resolve("alerts.yaml")).at("spec").content(),
        exporter.address());
  }

  private static boolean hasNumber(Prometheus prometheus, String query) {
    for (JsonNode series : prometheus.series(asOfTheSample(query))) {
      if (Double.isFinite(series.at("/value/1").asDouble(Double.NaN))) {
        return true;
      }
    }
    return false;
  }

  /** The sample is measured by accuracy; a query for perplexity asks for the same of others. */
  private static String asOfTheSample(String query) {
    return query.replace("metric=\"perplexity\"", "metric=\"accuracy\"");
  }
}
