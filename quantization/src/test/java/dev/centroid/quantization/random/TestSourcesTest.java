package dev.centroid.quantization.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Habits of the tests of all modules: random data comes from {@link TestSeed}, so that a failure
 * can be repeated, and nothing waits by sleeping.
 */
final class TestSourcesTest {

  private static final Path PROJECT = Path.of("..");

  /** Sources of randomness that no seed repeats; time is one as soon as it seeds something. */
  private static final Pattern UNSEEDED =
      Pattern.compile(
          "Math\\.random\\(|\\bnew (Splittable)?Random\\(\\)|ThreadLocalRandom|SecureRandom"
              + "|UUID\\.randomUUID\\(|\\bRandomGenerator\\.(getDefault|of)\\("
              + "|((?i:seed|first|random)\\w*\\s*=|Random\\()[^;]*"
              + "\\b(nanoTime|currentTimeMillis|Instant\\.now)\\(");

  private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(");

  /** {@link TestSeed} itself, and tests that look for these names. */
  private static final Set<String> EXEMPT =
      Set.of("TestSeed.java", "TestSourcesTest.java", "LayeringTest.java");

  @Test
  void noTestDrawsRandomDataWithoutTheAnnouncedSeed() throws IOException {
    assertThat(found(UNSEEDED)).as("use TestSeed instead").isEmpty();
  }

  @Test
  void noTestWaitsBySleeping() throws IOException {
    assertThat(found(SLEEP)).as("await a condition instead").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Random()",
        "new SplittableRandom()",
        "UUID.randomUUID()",
        "ThreadLocalRandom.current()",
        "long seed = System.nanoTime()",
        "long first =\n        System.currentTimeMillis()",
        "new Random(System.nanoTime())",
        "SEED = Long.getLong(\"chaos.seed\", System.nanoTime())"
      })
  void recognizesAnUnseededSource(String statement) {
    assertThat(UNSEEDED.matcher(statement).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Random(seed)",
        "TestSeed.random()",
        "long start = System.nanoTime()",
        "int first) { long start = System.nanoTime()",
        "long seed = 5; long start = System.nanoTime()"
      })
  void acceptsASeededSourceAndAMeasuredTime(String statement) {
    assertThat(UNSEEDED.matcher(statement).find()).isFalse();
  }

  private static List<String> found(Pattern forbidden) throws IOException {
    return testSources().stream()
        .filter(source -> !EXEMPT.contains(source.getFileName().toString()))
        .flatMap(source -> found(forbidden, source))
        .toList();
  }

  private static Stream<String> found(Pattern forbidden, Path source) {
    try {
      return forbidden
          .matcher(Files.readString(source))
          .results()
          .map(result -> PROJECT.relativize(source) + ": " + result.group());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> testSources() throws IOException {
    try (Stream<Path> modules = Files.list(PROJECT)) {
      List<Path> folders =
          modules
              .map(module -> module.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .toList();
      assertThat(folders).as("modules").hasSizeGreaterThan(5);
      List<Path> sources = folders.stream().flatMap(TestSourcesTest::javaFiles).toList();
      assertThat(sources).as("test sources of all modules").hasSizeGreaterThan(100);
      return sources;
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
