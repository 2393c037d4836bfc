package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifests of Kubernetes that ask for metrics, against the metrics of a real cluster as a real
 * Prometheus has them.
 *
 * <p>Step: no worker runs. Action: jobs come, workers are started as KEDA would want them. Result:
 * as many are wanted as the tasks that wait call for, the jobs complete, and then none is wanted.
 *
 * <p>Step: a cluster runs. Action: the alerts are evaluated. Result: no rule errs, every metric of
 * ours that one asks for is there, and no alert fires.
 */
@Tag("manifests")
@OnCluster
final class ScalingIT {

  private static final Path BASE = Path.of("../k8s/base");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern OUR_METRIC = Pattern.compile("centroid[_:][a-z0-9_:]+");

  @TempDir private Path directory;

  @Test
  void workersFollowTheBacklogFromNoneAndBackToNone(Cluster cluster) throws Exception {
    Scaler scaler = Scaler.of(Yaml.read(BASE.resolve("scaling.yaml")));
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.briefIn(directory.resolve("job"));
    try (Prometheus prometheus = prometheus(cluster)) {
      cluster.stop(cluster.workers().toArray(String[]::new));
      awaitReplicas(prometheus, scaler, Set.of(0));

      List<String> jobs = new ArrayList<>();
      for (int seed = 201; seed <= 203; seed++) {
        jobs.add(rest.submit("scaled " + seed, job, seed));
      }
      // Each job has a task, and the end of a transaction may count as one more.
      awaitReplicas(prometheus, scaler, Set.of(2, 3));
      cluster.start(cluster.workers().toArray(String[]::new));

      assertThat(jobs)
          .allMatch(id -> rest.awaitEnd(id).at("/job/status").asText().equals("COMPLETED"));
      awaitReplicas(prometheus, scaler, Set.of(0));
    }
  }

  @Test
  void everyRuleIsEvaluatedOnMetricsThatAreThere(Cluster cluster) throws Exception {
    try (Prometheus prometheus = prometheus(cluster)) {
      List<JsonNode> rules = prometheus.evaluatedRules();

      assertThat(rules)
          .allSatisfy(
              rule -> assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok"));
      await("metrics that nobody exports")
          .atMost(PATIENCE)
          .until(() -> missing(prometheus, rules), Set::isEmpty);
    }
  }

  @Test
  void noAlertFiresWhenAllIsWell(Cluster cluster) throws Exception {
    try (Prometheus prometheus = prometheus(cluster)) {
      await("alerts that do not fire")
          .atMost(PATIENCE)
          .until(
              () -> states(prometheus.evaluatedRules()),
              states -> states.equals(Set.of("inactive")));
    }
  }

  private Prometheus prometheus(Cluster cluster) throws IOException {
    return Prometheus.start(
        directory.resolve("prometheus"),
        cluster,
        Yaml.read(BASE.resolve("alerts.yaml")).at("spec").content());
  }

  private static void awaitReplicas(Prometheus prometheus, Scaler scaler, Set<Integer> wanted) {
    await("replicas " + wanted)
        .atMost(PATIENCE)
        .ignoreException(IllegalStateException.class)
        .until(() -> scaler.replicas(prometheus.value(scaler.query())), wanted::contains);
  }

  /** In which states alerts are. */
  private static Set<String> states(List<JsonNode> rules) {
    return rules.stream()
        .filter(rule -> rule.path("type").asText().equals("alerting"))
        .map(alert -> alert.path("state").asText())
        .collect(Collectors.toSet());
  }

  /** Metrics of ours that rules ask for and that have no series. */
  private static Set<String> missing(Prometheus prometheus, List<JsonNode> rules) {
    Set<String> asked =
        rules.stream()
            .flatMap(rule -> OUR_METRIC.matcher(rule.path("query").asText()).results())
            .map(MatchResult::group)
            // It has no value while no task is done.
            .filter(name -> !name.equals("centroid:backlog:drain_seconds"))
            .filter(name -> !name.equals("centroid:tasks_failed:ratio10m"))
            // There without a webhook neither; WebhookServiceTest (coordinator) has one.
            .filter(name -> !name.startsWith("centroid_webhook_"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(asked).isNotEmpty();
    asked.removeIf(name -> prometheus.value("count(" + name + ")").isPresent());
    return asked;
  }
}
