package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into the images, as the build has made it. */
@Tag("images")
final class ImageContentIT {

  private static final Path PROJECT = Path.of("..");
  private static final Path CONTAINERFILE = PROJECT.resolve("deploy/images/Containerfile");
  private static final Pattern BUILT = Pattern.compile("[\\w-]+/target/\\S+");
  private static final Pattern PYTORCH = Pattern.compile("ARG PYTORCH=(\\S+)");

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "codebook-service", "gpu-worker"})
  void everyJarOfAServiceIsInItsBillOfMaterials(String service) throws IOException {
    Set<String> listed = new TreeSet<>();
    for (JsonNode component : billOfMaterials(service)) {
      for (JsonNode occurrence : component.at("/evidence/occurrences")) {
        listed.add(occurrence.path("location").asText());
      }
    }

    assertThat(listed).containsAll(jars(service));
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "codebook-service", "gpu-worker"})
  void whatIsListedHasANameAVersionAndADigest(String service) throws IOException {
    assertThat(billOfMaterials(service))
        .filteredOn(component -> component.has("evidence"))
        .hasSizeGreaterThan(100)
        .filteredOn(component -> component.path("purl").asText().startsWith("pkg:maven/"))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            component -> {
              assertThat(component.path("version").asText()).isNotEmpty();
              assertThat(component.path("hashes")).isNotEmpty();
            });
  }

  @Test
  void kafkaClientsAreListedAsTheyAreShipped() throws IOException {
    String jar =
        jars("coordinator").stream()
            .filter(name -> name.contains("org.apache.kafka.kafka-clients-"))
            .findFirst()
            .orElseThrow();

    assertThat(billOfMaterials("coordinator"))
        .filteredOn(component -> component.path("name").asText().equals("kafka-clients"))
        .singleElement()
        .satisfies(
            component ->
                assertThat(jar)
                    .endsWith("kafka-clients-" + component.path("version").asText() + ".jar"));
  }

  @Test
  void theBuildMakesWhatTheContainerfileCopies() throws IOException {
    String file = Files.readString(CONTAINERFILE);
    Matcher pytorch = PYTORCH.matcher(file);
    assertThat(pytorch.find()).isTrue();
    String resolved = file.replace("${PYTORCH}", pytorch.group(1));

    assertThat(BUILT.matcher(resolved).results().map(MatchResult::group).distinct())
        .isNotEmpty()
        .allSatisfy(source -> assertThat(matching(source)).as(source).hasSize(1));
  }

  /** The files of a pattern such as {@code service/target/lib/name-*.jar}. */
  private static List<Path> matching(String source) throws IOException {
    Path pattern = PROJECT.resolve(source);
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.getFileName());
    try (Stream<Path> files = Files.list(pattern.getParent())) {
      return files.filter(path -> matcher.matches(path.getFileName())).toList();
    }
  }

  private static JsonNode billOfMaterials(String service) throws IOException {
    return new JsonMapper()
        .readTree(PROJECT.resolve(service).resolve("target/quarkus-run-cyclonedx.json").toFile())
        .path("components");
  }

  /** The libraries that a service has, by their place beside its jar. */
  private static Set<String> jars(String service) throws IOException {
    Path application = PROJECT.resolve(service).resolve("target/quarkus-app");
    try (Stream<Path> files = Files.walk(application.resolve("lib"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .map(file -> application.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
