package dev.centroid.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The manifests of this folder: as they are written, and as kubectl renders them. */
final class Manifests {

  /** What is applied: each of these is whole. */
  static final List<String> OVERLAYS = List.of("dev", "prod");

  private static final Path FOLDER = Path.of("").toAbsolutePath();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final ConcurrentHashMap<String, List<Manifest>> RENDERED =
      new ConcurrentHashMap<>();

  private Manifests() {}

  /** All objects and patches, as they are written. */
  static List<Manifest> written() throws IOException {
    List<Manifest> all = new ArrayList<>(in("base"));
    all.addAll(in("overlays"));
    all.addAll(in("components"));
    return all;
  }

  /** The objects of the base, as they are written. */
  static List<Manifest> base() throws IOException {
    return in("base");
  }

  /** All objects of an overlay. The test is skipped where there is no kubectl to render them. */
  static List<Manifest> rendered(String overlay) {
    Command.require("kubectl");
    return RENDERED.computeIfAbsent(overlay, Manifests::render);
  }

  /** All objects of an overlay with a component. The test is skipped where there is no kubectl. */
  static List<Manifest> renderedWith(String component, String overlay) throws IOException {
    Path scratch =
        Files.createDirectories(FOLDER.resolve("target/rendered/" + component + "-" + overlay));
    Files.writeString(
        scratch.resolve("kustomization.yaml"),
        "resources: [../../../overlays/%s]\ncomponents: [../../../components/%s]\n"
            .formatted(overlay, component));
    return renderedFrom(scratch);
  }

  /** All objects of a folder elsewhere. The test is skipped where there is no kubectl. */
  static List<Manifest> renderedFrom(Path folder) {
    Command.require("kubectl");
    return read(folder.toString(), Command.run(folder, "kubectl", "kustomize", "."));
  }

  private static List<Manifest> in(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .flatMap(file -> read(FOLDER.relativize(file).toString(), text(file)).stream())
          .toList();
    }
  }

  private static List<Manifest> render(String overlay) {
    return read(
        "overlay " + overlay, Command.run(FOLDER, "kubectl", "kustomize", "overlays/" + overlay));
  }

  private static List<Manifest> read(String source, String yaml) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return documents.readAll().stream().map(content -> new Manifest(source, content)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(source, e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
