package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards: whether Grafana can show them, and whether a person can read them. */
@Tag("manifests")
final class DashboardsTest {

  private static final int WIDTH = 24;
  private static final int LARGEST_CONFIG_MAP = 1 << 20;
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern ID_OF_A_JOB =
      Pattern.compile("\\b(job|task)_?id\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern RECORDED = Pattern.compile("centroid:[a-z0-9_:]+");

  private static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @Test
  void eachHasAnIdOfItsOwn() {
    assertThat(Dashboard.all())
        .hasSizeGreaterThanOrEqualTo(4)
        .extracting(dashboard -> dashboard.content().path("uid").asText())
        .doesNotHaveDuplicates()
        .allMatch(uid -> uid.matches("[a-z-]{1,40}"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsHaveIdsOfTheirOwn(Dashboard dashboard) {
    assertThat(dashboard.everything().map(panel -> panel.path("id").asInt()))
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allMatch(id -> id > 0);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsSayWhatTheyShowAndInWhichUnit(Dashboard dashboard) {
    assertThat(dashboard.panels())
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotBlank();
              assertThat(panel.path("description").asText()).as("%s", panel).endsWith(".");
              assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                  .as("unit of %s", panel.path("title"))
                  .isNotBlank();
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void noTwoPanelsHaveTheSameTitle(Dashboard dashboard) {
    assertThat(dashboard.panels())
        .extracting(panel -> panel.path("title").asText())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsAskTheSourceThatIsChosen(Dashboard dashboard) {
    assertThat(dashboard.variables("datasource")).containsExactly("datasource");
    assertThat(dashboard.panels())
        .allSatisfy(
            panel -> {
              assertThat(panel.path("targets")).as("%s", panel.path("title")).isNotEmpty();
              for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("expr").asText()).isNotBlank();
                assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
              }
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void noQueryAsksForTheIdOfAJob(Dashboard dashboard) {
    assertThat(dashboard.queries()).isNotEmpty().noneMatch(ID_OF_A_JOB.asPredicate());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsDoNotOverlap(Dashboard dashboard) {
    Map<String, String> taken = new TreeMap<>();
    dashboard
        .everything()
        .forEach(
            panel -> {
              JsonNode grid = panel.path("gridPos");
              int right = grid.path("x").asInt() + grid.path("w").asInt();
              int bottom = grid.path("y").asInt() + grid.path("h").asInt();
              String title = panel.path("title").asText();
              assertThat(right).as("right edge of %s", title).isLessThanOrEqualTo(WIDTH);
              for (int x = grid.path("x").asInt(); x < right; x++) {
                for (int y = grid.path("y").asInt(); y < bottom; y++) {
                  assertThat(taken.put(x + "," + y, title)).as("under %s", title).isNull();
                }
              }
            });
    assertThat(taken).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void linksLeadToTheJobsOfTheCoordinatorThatIsNamed(Dashboard dashboard) {
    assertThat(dashboard.variables("textbox")).containsExactly("coordinator");
    assertThat(dashboard.links()).isNotEmpty().allMatch("${coordinator}/v1/jobs"::equals);
  }

  @Test
  void everyRecordedSeriesIsRecorded() throws IOException {
    Set<String> asked =
        Dashboard.all().stream()
            .flatMap(dashboard -> dashboard.queries().stream())
            .flatMap(query -> RECORDED.matcher(query).results())
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(asked).isNotEmpty();
    assertThat(base("PrometheusRule").findValues("record"))
        .extracting(JsonNode::asText)
        .containsAll(asked);
  }

  /** The formula in the dashboard is that of the ScaledObject. */
  @Test
  void workersAreWantedAsKedaWantsThem() throws IOException {
    JsonNode spec = base("ScaledObject").path("spec");
    JsonNode trigger = spec.at("/triggers/0/metadata");
    String wanted =
        "clamp_max(ceil(%s / %s), %s)"
            .formatted(
                trigger.path("query").asText().replace("\"centroid\"", "\"$namespace\""),
                trigger.path("threshold").asText(),
                spec.path("maxReplicaCount").asText());

    assertThat(Dashboard.all())
        .flatExtracting(Dashboard::queries)
        .filteredOn(query -> query.contains("clamp_max"))
        .isNotEmpty()
        .containsOnly(wanted);
    assertThat(spec.path("minReplicaCount").asInt()).isZero();
    assertThat(trigger.path("activationThreshold").asInt()).isZero();
  }

  @Test
  void filesOfTheProvisioningAreReadByGrafana() throws IOException {
    Path folder = Dashboard.FOLDER.resolve("provisioning");
    JsonNode source =
        YAML.readTree(folder.resolve("datasources/prometheus.yaml").toFile()).at("/datasources/0");
    JsonNode provider =
        YAML.readTree(folder.resolve("dashboards/centroid.yaml").toFile()).at("/providers/0");

    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    assertThat(source.path("url").asText()).isEqualTo("$PROMETHEUS_URL");
    assertThat(provider.path("type").asText()).isEqualTo("file");
    assertThat(provider.at("/options/path").asText()).startsWith("/");
  }

  @Test
  void everyDashboardIsInAConfigMapThatTheSidecarTakes() {
    List<Manifest> maps = Manifests.renderedFrom(Dashboard.FOLDER);

    assertThat(maps)
        .allSatisfy(
            map -> {
              assertThat(Schemas.fault(map)).isEmpty();
              assertThat(map.kind()).isEqualTo("ConfigMap");
              assertThat(map.content().at("/metadata/labels/grafana_dashboard").asText())
                  .isEqualTo("1");
              assertThat(map.content().toString().getBytes(StandardCharsets.UTF_8).length)
                  .isLessThan(LARGEST_CONFIG_MAP);
            });
    assertThat(maps)
        .flatExtracting(map -> map.content().path("data").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(
            Dashboard.all().stream().map(Dashboard::name).toList());
  }

  private static JsonNode base(String kind) throws IOException {
    return Manifests.base().stream()
        .filter(manifest -> manifest.kind().equals(kind))
        .findFirst()
        .orElseThrow()
        .content();
  }
}
