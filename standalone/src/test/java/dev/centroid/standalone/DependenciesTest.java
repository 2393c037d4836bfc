package dev.centroid.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Holds docs/dependencies.md against the class path, which has the parts of all services. */
class DependenciesTest {

  private static final Path PAGE = Path.of("../docs/dependencies.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([\\w.-]+):([\\w.-]+)` \\| ([\\w.-]+) \\|", Pattern.MULTILINE);
  private static final Predicate<String> NATIVE_FILE =
      Pattern.compile("\\.(so|dll|dylib|jnilib)(\\.\\d+)*(\\.gz)?$").asPredicate();

  /** A jar in a local repository: {@code GROUP/AS/FOLDERS/ARTIFACT/VERSION/FILE.jar}. */
  private record Jar(Path path) {

    String version() {
      return path.getParent().getFileName().toString();
    }

    String artifact() {
      return path.getParent().getParent().getFileName().toString();
    }

    boolean is(String group, String artifact) {
      return path.getParent().getParent().endsWith(group.replace('.', '/') + "/" + artifact);
    }

    boolean hasNativeCode() {
      try (ZipFile zip = new ZipFile(path.toFile())) {
        return zip.stream().anyMatch(entry -> NATIVE_FILE.test(entry.getName()));
      } catch (IOException e) {
        throw new AssertionError(path + " cannot be read", e);
      }
    }
  }

  @Test
  void versionsOnThePageAreThoseOnTheClassPath() throws IOException {
    // Given
    Map<String, String> listed = new TreeMap<>();
    Map<String, String> present = new TreeMap<>();
    List<Jar> jars = jars();

    // When
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      String group = row.group(1);
      String artifact = row.group(2);
      listed.put(group + ":" + artifact, row.group(3));
      List<String> versions =
          jars.stream()
              .filter(jar -> jar.is(group, artifact))
              .map(Jar::version)
              .distinct()
              .toList();
      present.put(group + ":" + artifact, String.join(", ", versions));
    }

    // Then
    assertThat(listed).hasSizeGreaterThan(20).isEqualTo(present);
  }

  @Test
  void everyLibraryWithNativeCodeIsOnThePage() throws IOException {
    // Given
    List<String> listed = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      listed.add(row.group(2));
    }

    // When
    List<String> withNativeCode =
        jars().stream().filter(Jar::hasNativeCode).map(Jar::artifact).distinct().toList();

    // Then
    assertThat(withNativeCode).contains("pytorch-native-cpu").isSubsetOf(listed);
  }

  @Test
  void noLibraryIsOnTheClassPathInTwoVersions() {
    Map<String, List<String>> versions = new TreeMap<>();
    for (Jar jar : jars()) {
      List<String> known =
          versions.computeIfAbsent(
              jar.path().getParent().getParent().toString(), artifact -> new ArrayList<>());
      if (!known.contains(jar.version())) {
        known.add(jar.version());
      }
    }

    assertThat(versions)
        .hasSizeGreaterThan(100)
        .allSatisfy((jar, all) -> assertThat(all).hasSize(1));
  }

  private static List<Jar> jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(entry -> new Jar(Path.of(entry)))
        .filter(jar -> !jar.version().equals("target"))
        .toList();
  }
}
