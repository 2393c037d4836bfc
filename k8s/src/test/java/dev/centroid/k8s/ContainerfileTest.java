package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.k8s.Containerfile.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The images' file, against the manifests that run them and the services that they hold. */
@Tag("images")
final class ContainerfileTest {

  private static final String OURS = "centroid/";
  private static final Pattern PYTORCH =
      Pattern.compile("<pytorch.version>(.+?)</pytorch.version>");

  private final Containerfile file = Containerfile.read();

  @Test
  void everyImageOfTheManifestsHasAStage() throws IOException {
    assertThat(workloadsByImage().keySet()).isEqualTo(file.images().keySet());
  }

  @Test
  void imagesRunAsTheUserOfTheManifests() throws IOException {
    Set<String> users = new LinkedHashSet<>();
    for (Manifest workload : Manifests.base()) {
      JsonNode context = workload.pod().path("securityContext");
      if (workload.runsPods()) {
        users.add(context.path("runAsUser").asText() + ":" + context.path("runAsGroup").asText());
      }
    }

    assertThat(file.images().values())
        .isNotEmpty()
        .allSatisfy(image -> assertThat(users).containsExactly(image.only("USER")));
  }

  @Test
  void volumesBelongToThatUser() {
    assertThat(file.images().values())
        .allSatisfy(
            image ->
                assertThat(image.all("COPY"))
                    .contains(
                        "--from=java --chown="
                            + image.only("USER")
                            + " /volumes /var/lib/centroid"));
  }

  @Test
  void imagesSayWhichPortsTheirServicesOpen() throws IOException {
    Map<String, Manifest> workloads = workloadsByImage();
    for (Map.Entry<String, Stage> image : file.images().entrySet()) {
      assertThat(image.getValue().ports())
          .as(image.getKey())
          .isEqualTo(ServicePorts.of(workloads.get(image.getKey()).name()));
    }
  }

  @Test
  void directoriesAreThoseThatTheManifestsMount() throws IOException {
    for (Map.Entry<String, Manifest> workload : workloadsByImage().entrySet()) {
      List<String> mounted =
          workload.getValue().content().findValues("volumeMounts").stream()
              .flatMap(Manifest::elements)
              .map(mount -> mount.path("mountPath").asText())
              .toList();
      if (!mounted.isEmpty()) {
        assertThat(file.images().get(workload.getKey()).environment())
            .as(workload.getKey())
            .allSatisfy(
                (name, value) -> {
                  if (name.startsWith("CENTROID_")) {
                    assertThat(mounted).contains(value);
                  }
                });
      }
    }
  }

  @Test
  void libtorchIsOfTheVersionOfTheBuild() throws IOException {
    Matcher version = PYTORCH.matcher(Files.readString(Path.of("../pom.xml")));

    assertThat(version.find()).isTrue();
    assertThat(file.argument("PYTORCH")).contains(version.group(1));
    assertThat(file.argument("CUDA_BASE").orElseThrow()).contains(version.group(1));
  }

  @Test
  void whatIsKeptInTheProjectIsThere() {
    assertThat(file.stages().values().stream().flatMap(Stage::copiedFromProject))
        .filteredOn(source -> !source.contains("/target/"))
        .isNotEmpty()
        .allMatch(source -> Files.exists(Path.of("..", source)));
  }

  @Test
  void servicesAreStartedTheWayTheirClassesWereArchived() {
    assertThat(file.images().values())
        .allSatisfy(
            image ->
                assertThat(image.entryPoint())
                    .containsExactly(
                        "/opt/java/bin/java",
                        "-XX:SharedArchiveFile=/opt/centroid/classes.jsa",
                        "@/opt/centroid/java.options",
                        "-jar",
                        "/opt/centroid/quarkus-run.jar"));
  }

  @Test
  void commandsNeedNoShell() {
    assertThat(file.stages().values().stream().flatMap(stage -> stage.all("RUN")))
        .isNotEmpty()
        .allMatch(command -> command.startsWith("["));
  }

  /** Workloads, and patches of them, by the name of the image that they run. */
  private static Map<String, Manifest> workloadsByImage() throws IOException {
    Map<String, Manifest> images = new TreeMap<>();
    for (Manifest manifest : Manifests.written()) {
      for (JsonNode container : manifest.containers()) {
        String image = container.path("image").asText();
        if (image.startsWith(OURS)) {
          images.put(image.substring(OURS.length()), manifest);
        }
      }
    }
    return images;
  }
}
