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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The log of each service as an application of its own. Step: it is started without what it needs.
 * Action: it says so and ends. Result: with the variable of the manifests each line of its log is a
 * JSON object; without it, none is.
 */
class JsonLogsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<String> log(String service, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                Path.of("..", service, "target/quarkus-app/quarkus-run.jar").toString())
            .redirectErrorStream(true);
    // The JVM itself says that it has taken these up.
    builder.environment().keySet().removeIf(name -> name.startsWith("CENTROID_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (InputStream output = process.getInputStream()) {
      List<String> lines =
          new String(output.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "gpu-worker", "codebook-service"})
  void withTheVariableOfTheManifestsEachLineIsAJsonObject(String service) throws Exception {
    List<String> lines = log(service, Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"));

    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      JsonNode entry = JSON.readTree(line);
      assertThat(entry.path("level").asText()).as(line).isNotEmpty();
      assertThat(entry.path("message").asText()).as(line).isNotEmpty();
      assertThat(entry.path("loggerName").asText()).as(line).isNotEmpty();
      assertThat(OffsetDateTime.parse(entry.path("timestamp").asText())).as(line).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "gpu-worker", "codebook-service"})
  void withoutItTheLogIsForPeople(String service) throws Exception {
    assertThat(log(service, Map.of())).isNotEmpty().noneMatch(line -> line.startsWith("{"));
  }
}
