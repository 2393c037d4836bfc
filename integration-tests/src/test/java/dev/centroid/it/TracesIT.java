package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.it.TraceCollector.Told;
import dev.centroid.protocol.trace.SpanIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Action: a job, as a part of a trace of the caller's. Result: coordinators and workers tell one
 * trace, from the request to the artifact, which needs nobody to have passed on its ids.
 */
@OnCluster
final class TracesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CALLER = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
  private static final String RUN = "run ";

  @TempDir private static Path directory;
  private static List<Told> trace = List.of();
  private static String root = "";

  @BeforeAll
  static void runJob(Cluster cluster, TraceCollector collector) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    String jobId =
        rest.submit("traced", rest.upload(SmallJob.in(directory)), 3, "00-" + CALLER + "-01");
    assertThat(rest.awaitEnd(jobId).at("/job/status").asText()).isEqualTo("COMPLETED");
    root = SpanIds.ofJob(jobId).getSpanId();
    trace =
        await()
            .atMost(PATIENCE)
            .until(
                () -> collector.ofTrace(SpanIds.ofJob(jobId).getTraceId()),
                told ->
                    told.stream().anyMatch(span -> span.id().equals(root))
                        && told.stream().anyMatch(span -> span.name().equals(RUN + "package"))
                        && told.stream()
                                .filter(span -> span.name().equals(RUN + "evaluate"))
                                .count()
                            == 2);
  }

  @Test
  void theJobIsTheOnlyRoot() {
    assertThat(trace.stream().filter(span -> span.parent().isEmpty()).map(Told::name))
        .containsExactly("compress");
  }

  @Test
  void everySpanIsAPartOfOneThatWasTold() {
    Set<String> ids = trace.stream().map(Told::id).collect(Collectors.toSet());
    assertThat(trace.stream().filter(span -> !span.parent().isEmpty()))
        .allSatisfy(span -> assertThat(ids).contains(span.parent()));
  }

  @Test
  void everyTryOfATaskIsWithinTheTask() {
    assertThat(trace.stream().filter(span -> span.name().startsWith(RUN)))
        .isNotEmpty()
        .allSatisfy(
            run -> {
              Told task = byId(run.parent());
              assertThat(RUN + task.name()).isEqualTo(run.name());
              assertThat(run.attributes().get("centroid.task.id"))
                  .isEqualTo(task.attributes().get("centroid.task.id"));
              assertThat(run.service()).isEqualTo("centroid-worker");
              assertThat(task.startNanos()).isLessThanOrEqualTo(run.startNanos());
              assertThat(task.endNanos()).isGreaterThanOrEqualTo(run.endNanos());
            });
  }

  @Test
  void tasksOfEveryKindThatTheJobHasAreTold() {
    assertThat(
            trace.stream()
                .filter(span -> span.parent().equals(root))
                .map(Told::name)
                .collect(Collectors.toSet()))
        .contains("inspect", "tune", "quantize", "evaluate", "package");
  }

  @Test
  void whatAWorkerReadsAndStoresIsAPartOfATry() {
    assertThat(trace.stream().filter(span -> span.name().startsWith("artifact ")))
        .isNotEmpty()
        .allSatisfy(span -> assertThat(byId(span.parent()).name()).startsWith(RUN));
  }

  @Test
  void theRequestIsLinkedToTheCallersTrace() {
    assertThat(trace.stream().filter(span -> span.name().equals("POST /v1/jobs")))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.parent()).isEqualTo(root);
              assertThat(request.links()).containsExactly(CALLER);
            });
  }

  private static Told byId(String id) {
    return trace.stream().filter(span -> span.id().equals(id)).findAny().orElseThrow();
  }
}
