package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alerts: whether they fire when they should and only then, and whether they lead somewhere.
 */
@Tag("manifests")
final class AlertsTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path CASES = Path.of("src/test/promtool/alerts.test.yaml");
  private static final Path RUNBOOKS = Path.of("../docs/runbooks.md");

  @TempDir private Path folder;

  @Test
  void prometheusTakesTheRules() throws IOException {
    Command.require("promtool");
    writeRules();

    assertThat(Command.run(folder, "promtool", "check", "rules", "rules.yaml")).contains("SUCCESS");
  }

  @Test
  void alertsFireWhenTheyShouldAndOnlyThen() throws IOException {
    Command.require("promtool");
    writeRules();
    Files.copy(CASES, folder.resolve("alerts.test.yaml"));

    assertThat(Command.run(folder, "promtool", "test", "rules", "alerts.test.yaml"))
        .contains("SUCCESS");
  }

  @Test
  void eachAlertHasACaseInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
    assertThat(cases(true)).isEqualTo(alertNames());
    assertThat(cases(false)).isEqualTo(alertNames());
  }

  @Test
  void eachAlertLeadsToItsSectionOfTheRunbooks() throws IOException {
    List<String> sections =
        Files.readAllLines(RUNBOOKS).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring("## ".length()))
            .toList();

    alerts()
        .forEach(
            alert -> {
              String name = alert.path("alert").asText();
              assertThat(sections).contains(name);
              assertThat(alert.at("/annotations/runbook").asText())
                  .isEqualTo("docs/runbooks.md#" + name.toLowerCase(Locale.ROOT));
            });
    assertThat(sections).containsExactlyInAnyOrderElementsOf(alertNames());
  }

  private void writeRules() throws IOException {
    YAML.writeValue(folder.resolve("rules.yaml").toFile(), rules().path("spec"));
  }

  /** The alerts that some case expects to fire, or not to. */
  private static Set<String> cases(boolean firing) throws IOException {
    Set<String> names = new TreeSet<>();
    for (JsonNode test : YAML.readTree(CASES.toFile()).path("tests")) {
      for (JsonNode expected : test.path("alert_rule_test")) {
        if (expected.path("exp_alerts").isEmpty() != firing) {
          names.add(expected.path("alertname").asText());
        }
      }
    }
    return names;
  }

  private static Set<String> alertNames() throws IOException {
    Set<String> names = new TreeSet<>();
    alerts().forEach(alert -> names.add(alert.path("alert").asText()));
    return names;
  }

  private static Stream<JsonNode> alerts() throws IOException {
    return Manifest.elements(rules().at("/spec/groups"))
        .flatMap(group -> Manifest.elements(group.path("rules")))
        .filter(rule -> rule.has("alert"));
  }

  private static JsonNode rules() throws IOException {
    return Manifests.base().stream()
        .filter(manifest -> manifest.kind().equals("PrometheusRule"))
        .findFirst()
        .orElseThrow()
        .content();
  }
}
