package dev.centroid.standalone.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.signing.SignedFolder;
import dev.centroid.protocol.signing.SigningKey;
import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.report.Report;
import dev.centroid.standalone.report.ReportPage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that a result goes to. It is written beside and renamed, so that it is there as a
 * whole or not at all.
 *
 * @param directory absolute
 * @param signingKey what signs the result
 */
public record ResultFiles(Path directory, Optional<SigningKey> signingKey) {

  static final String PACKED = "model.safetensors";
  private static final String MODEL = "model.pt";
  static final String REPORT = "report.json";
  private static final String PAGE = "report.html";
  static final String RECIPE = "recipe.yaml";

  public ResultFiles {
    directory = directory.toAbsolutePath().normalize();
  }

  /**
   * The report of a job if its result is here already, which is then signed.
   *
   * @return empty if the directory is free to be written to
   * @throws InvalidInputException if something else is here
   */
  public Optional<Report> resultOf(String jobId) throws IOException {
    if (isFree()) {
      return Optional.empty();
    }
    Optional<Report> report = readReport().filter(found -> found.jobId().equals(jobId));
    if (report.isEmpty()) {
      throw new InvalidInputException(
          "--out: " + directory + " holds something else; name another directory or remove it");
    }
    sign(directory);
    return report;
  }

  private void sign(Path folder) throws IOException {
    if (signingKey.isPresent()) {
      new SignedFolder(folder).sign(String.valueOf(directory.getFileName()), signingKey.get());
    }
  }

  /**
   * Refuses a directory that holds anything.
   *
   * @throws InvalidInputException naming it
   */
  public void requireFree() throws IOException {
    if (!isFree()) {
      throw new InvalidInputException(
          "--out: " + directory + " is not empty; name another directory or remove it");
    }
    requireUsable();
  }

  /**
   * Refuses a directory that can hold no result of any job: a file, or one with other files.
   *
   * @throws InvalidInputException naming it
   */
  public void requireUsable() throws IOException {
    if (!isFree() && readReport().isEmpty()) {
      throw new InvalidInputException(
          "--out: " + directory + " holds something else; name another directory or remove it");
    }
    Path above = nearestExisting(directory);
    if (!Files.isDirectory(above) || !Files.isWritable(above)) {
      throw new InvalidInputException(
          "--out: " + above + " is no directory that may be written to; name another one");
    }
  }

  /**
   * Writes a result.
   *
   * @throws IOException if it could not be written; nothing is left of it then
   */
  public void write(Report report, ArtifactStore store) throws IOException {
    writeWhole(
        report.jobId(),
        draft -> {
          copy(store, report.packedDigest(), draft.resolve(PACKED));
          copy(store, report.selfDecodingDigest(), draft.resolve(MODEL));
          copy(store, report.recipeDigest(), draft.resolve(RECIPE));
          Files.writeString(draft.resolve(PAGE), ReportPage.html(report));
          return Files.writeString(draft.resolve(REPORT), json(report));
        });
  }

  /**
   * Lets a directory be filled beside this one, which then takes its place.
   *
   * @param key sets it apart from drafts of other results
   * @return what the filling gives
   * @throws IOException if it could not be written; nothing is left of it then
   */
  <T> T writeWhole(String key, Filling<T> filling) throws IOException {
    Path above = Optional.ofNullable(directory.getParent()).orElse(directory);
    Files.createDirectories(above);
    Path draft = above.resolve("." + directory.getFileName() + "." + key + ".new");
    removeAll(draft);
    try {
      Files.createDirectory(draft);
      T result = filling.fill(draft);
      sign(draft);
      Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
      return result;
    } finally {
      removeAll(draft);
    }
  }

  /** A report as the text of {@code report.json}. */
  public static String json(Object report) throws JsonProcessingException {
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
  }

  /** Writes the files of a result into a directory. */
  @FunctionalInterface
  interface Filling<T> {
    T fill(Path draft) throws IOException;
  }

  private boolean isFree() throws IOException {
    if (!Files.exists(directory)) {
      return true;
    }
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "--out: " + directory + " is a file; name a directory that does not exist yet");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private Optional<Report> readReport() throws IOException {
    Path file = directory.resolve(REPORT);
    if (!List.of(PACKED, MODEL, REPORT, PAGE).stream()
        .allMatch(name -> Files.isRegularFile(directory.resolve(name)))) {
      return Optional.empty();
    }
    try {
      JsonNode tree = Json.mapper().readTree(Files.readString(file));
      return Optional.of(Json.mapper().treeToValue(tree, Report.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void copy(ArtifactStore store, Digest digest, Path target) throws IOException {
    // Not from file to file: that copies the mode as well, which is for the home's owner only.
    try (InputStream content = Files.newInputStream(store.file(digest))) {
      Files.copy(content, target);
    }
  }

  private static Path nearestExisting(Path path) {
    Path existing = path;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }

  private static void removeAll(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
