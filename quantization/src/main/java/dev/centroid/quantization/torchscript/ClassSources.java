package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks up classes in the archive's code; a file is read when one of its classes is asked for. */
final class ClassSources {

  private static final int LONGEST_SOURCE = 16 << 20;

  private final ZipArchive zip;
  private final String file;
  private final Map<String, Map<String, ClassSource>> files = new HashMap<>();

  ClassSources(ZipArchive zip, String file) {
    this.zip = zip;
    this.file = file;
  }

  /**
   * @param qualified name of a class, from {@code __torch__} on, with its mangling
   * @throws InvalidInputException if the archive has no such class
   */
  ClassSource require(String qualified) {
    int dot = qualified.lastIndexOf('.');
    String path = "code/" + qualified.substring(0, dot).replace('.', '/') + ".py";
    return Optional.ofNullable(
            files.computeIfAbsent(path, this::read).get(qualified.substring(dot + 1)))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    file
                        + ": data.pkl has an object of class "
                        + Printable.quoted(qualified)
                        + ", but the archive has no code for it; save the model with"
                        + " torch.jit.script or torch.jit.trace"));
  }

  private Map<String, ClassSource> read(String path) {
    return zip.find(path).map(entry -> parse(path, entry)).orElse(Map.of());
  }

  private Map<String, ClassSource> parse(String path, ZipEntryInfo entry) {
    try {
      return ClassSourceParser.parse(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(zip.readAtMost(entry, LONGEST_SOURCE))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new InvalidInputException(
          file + ": " + Printable.quoted(path) + " is not code as libtorch writes it", e);
    }
  }
}
