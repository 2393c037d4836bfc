package dev.centroid.coordinator.stream;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The schemas of {@code docs/schemas/events}, which refer to each other and to nothing else. */
final class EventSchemas {

  static final String BASE = "https://centroid.dev/schemas/events/";

  private static final Path FOLDER = Path.of("../docs/schemas/events");
  private static final String META = "https://json-schema.org/draft/2020-12/schema";

  private final Map<String, String> files;
  private final SchemaRegistry registry;

  private EventSchemas(Map<String, String> files) {
    this.files = files;
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(files));
  }

  static EventSchemas read() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(FOLDER)) {
      for (Path file : all.toList()) {
        files.put(BASE + file.getFileName(), Files.readString(file));
      }
    }
    return new EventSchemas(files);
  }

  /** Each by its id. */
  Map<String, String> texts() {
    return files;
  }

  /** What is wrong with a schema itself. */
  List<Error> errorsOfSchema(String text) {
    return errors(META, text);
  }

  /**
   * What is wrong with an event.
   *
   * @param name of the schema's file, without its end
   */
  List<Error> errorsOf(String name, String json) {
    return errors(BASE + name + ".json", json);
  }

  private List<Error> errors(String schema, String json) {
    return registry
        .getSchema(SchemaLocation.of(schema))
        .validate(
            json,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }
}
