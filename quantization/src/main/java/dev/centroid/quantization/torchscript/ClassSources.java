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
    String simpleName = qualified.substring(qualified.lastIndexOf('.') + 1);
    return Optional.ofNullable(files.computeIfAbsent(path(qualified), this::read).get(simpleName))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    file
                        + ": data.pkl has an object of class "
                        + Printable.quoted(qualified)
                        + ", but the archive has no code for it; save the model with"
                        + " torch.jit.script or torch.jit.trace"));
  }

  /** The entry that holds the code of a class. */
  static String path(String qualified) {
    return "code/" + qualified.substring(0, qualified.lastIndexOf('.')).replace('.', '/') + ".py";
  }

  private Map<String, ClassSource> read(String path) {
    return zip.find(path).map(entry -> parse(path, entry)).orElse(Map.of());
  }

  private Map<String, ClassSource> parse(String path, ZipEntryInfo entry) {
    try {
      return ClassSourceParser.parse(text(zip, entry, file, path));
    } catch (IllegalArgumentException e) {
      throw notCode(file, path, e);
    }
  }

  /**
   * @param path of the entry, for messages
   * @throws InvalidInputException if it is too long or not UTF-8
   */
  static String text(ZipArchive zip, ZipEntryInfo entry, String file, String path) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(zip.readAtMost(entry, LONGEST_SOURCE))
          .toString();
    } catch (CharacterCodingException e) {
      throw notCode(file, path, e);
    }
  }

  private static InvalidInputException notCode(String file, String path, Exception cause) {
    return new InvalidInputException(
        file + ": " + Printable.quoted(path) + " is not code as libtorch writes it", cause);
  }
}
