package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A setting that no service knows would be passed over in silence. */
@Tag("manifests")
final class SettingsTest {

  private static final Path MANIFESTS = Path.of("").toAbsolutePath();
  private static final Pattern VARIABLE = Pattern.compile("\\bCENTROID_[A-Z0-9_]+");
  private static final Pattern KEY = Pattern.compile("`(centroid\\.[a-z0-9.-]+)`");

  @Test
  void everySettingIsOneThatTheDocumentationHas() throws IOException {
    Set<String> documented =
        found(MANIFESTS.resolveSibling("docs"), ".md", KEY)
            .map(match -> match.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
            .collect(Collectors.toSet());

    Path deploy = MANIFESTS.resolveSibling("deploy");
    assertThat(variables(MANIFESTS.resolve("base"), ".yaml")).isSubsetOf(documented);
    assertThat(variables(MANIFESTS.resolve("overlays"), ".yaml")).isSubsetOf(documented);
    assertThat(variables(deploy.resolve("compose"), ".yaml")).isSubsetOf(documented);
    assertThat(variables(deploy.resolve("images"), "Containerfile")).isSubsetOf(documented);
  }

  private static Set<String> variables(Path folder, String suffix) throws IOException {
    Set<String> variables =
        found(folder, suffix, VARIABLE).map(MatchResult::group).collect(Collectors.toSet());
    assertThat(variables).as("variables of %s", folder).isNotEmpty();
    return variables;
  }

  private static Stream<MatchResult> found(Path folder, String suffix, Pattern pattern)
      throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> matching =
          files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
      StringBuilder all = new StringBuilder();
      for (Path file : matching) {
        all.append(Files.readString(file));
      }
      return pattern.matcher(all).results().toList().stream();
    }
  }
}
