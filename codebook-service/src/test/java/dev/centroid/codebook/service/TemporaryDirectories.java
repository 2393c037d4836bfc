package dev.centroid.codebook.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Directories of one test run's service, removed afterwards. */
public final class TemporaryDirectories implements QuarkusTestResourceLifecycleManager {

  private final Path root;

  public TemporaryDirectories() {
    try {
      root = Files.createTempDirectory("codebook-service");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    return Map.of(
        "centroid.codebook.directory", root.resolve("codebooks").toString(),
        "centroid.artifacts.directory", root.resolve("artifacts").toString(),
        "quarkus.http.test-port", "0");
  }

  @Override
  public void stop() {
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
