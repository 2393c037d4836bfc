package dev.centroid.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A part of a file of Kubernetes.
 *
 * @param content a map, a list, or a scalar
 */
record Yaml(Object content) {

  /** Reads a file with one document. */
  static Yaml read(Path file) throws IOException {
    return new Yaml(
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
  }

  /** What is there, by names and positions. */
  Yaml at(Object... path) {
    Object found = content;
    for (Object step : path) {
      found =
          step instanceof Integer position
              ? ((List<?>) found).get(position)
              : ((Map<?, ?>) found).get(step);
    }
    return new Yaml(found);
  }

  String text(String name) {
    return String.valueOf(at(name).content());
  }
}
