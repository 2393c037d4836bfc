package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of a coordinator as an application of its own. Step: it is started, and there is no
 * broker. Action: it says so, and ends. Result: with the variable of the manifests each entry of
 * its log is a JSON object in a line; without it, none is.
 */
class JsonLogsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path JAR = Path.of("../coordinator/target/quarkus-app/quarkus-run.jar");

  @TempDir private Path directory;

  private List<String> lines(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                JAR.toString())
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "QUARKUS_HTTP_PORT", "0",
                "CENTROID_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "CENTROID_KAFKA_START_WITHIN", "1s",
                "CENTROID_STATE_DIRECTORY", directory.resolve("state").toString(),
                "CENTROID_ARTIFACTS_DIRECTORY", directory.resolve("artifacts").toString()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withTheVariableOfTheManifestsEachEntryIsAJsonObject() throws Exception {
    List<String> lines = lines(Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));

    assertThat(lines)
        .filteredOn(line -> line.contains("could not be established"))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              JsonNode entry = JSON.readTree(line);
              assertThat(entry.path("level").asText()).isEqualTo("WARN");
              assertThat(entry.path("message").asText()).contains("could not be established");
              assertThat(entry.path("loggerName").asText()).startsWith("org.apache.kafka.");
              assertThat(OffsetDateTime.parse(entry.path("timestamp").asText())).isNotNull();
            });
  }

  @Test
  void withoutItTheLogIsForPeople() throws Exception {
    assertThat(lines(Map.of()))
        .noneMatch(line -> line.startsWith("{"))
        .anyMatch(line -> line.contains("could not be established"));
  }
}
