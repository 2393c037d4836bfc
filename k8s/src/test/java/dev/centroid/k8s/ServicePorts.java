package dev.centroid.k8s;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The ports that the services open, as their own files say. */
final class ServicePorts {

  private static final Map<String, String> MODULES =
      Map.of("coordinator", "coordinator", "worker", "gpu-worker", "codebook", "codebook-service");

  /** What codebook nodes open for each other by default; see docs/codebooks.md. */
  private static final Set<Integer> BETWEEN_CODEBOOK_NODES = Set.of(7800, 7900);

  private ServicePorts() {}

  /** Those of the pods of a name. */
  static Set<Integer> of(String app) throws IOException {
    Properties properties = new Properties();
    try (Reader file =
        Files.newBufferedReader(
            Path.of("..", MODULES.get(app), "src/main/resources/application.properties"))) {
      properties.load(file);
    }
    Set<Integer> ports = new TreeSet<>();
    ports.add(Integer.valueOf(properties.getProperty("quarkus.http.port")));
    if (app.equals("codebook")) {
      ports.addAll(BETWEEN_CODEBOOK_NODES);
    }
    return ports;
  }
}
