package dev.centroid.coordinator.api;

import dev.centroid.coordinator.broker.TestBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A broker and directories for an application under test. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {

  private final List<AutoCloseable> parts = new ArrayList<>();

  @Override
  public Map<String, String> start() {
    try {
      Path directory = Files.createTempDirectory("centroid-test");
      TestBroker broker = TestBroker.start(directory.resolve("broker"));
      parts.add(broker);
      parts.add(() -> delete(directory));
      return Map.of(
          "centroid.kafka.bootstrap-servers", broker.bootstrapServers(),
          "centroid.kafka.partitions", "1",
          "centroid.artifacts.directory", directory.resolve("artifacts").toString(),
          "centroid.state.directory", directory.resolve("state").toString(),
          "quarkus.http.test-port", "0");
    } catch (Exception e) {
      throw new IllegalStateException("no broker for the test", e);
    }
  }

  @Override
  public void stop() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
