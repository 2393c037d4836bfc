package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The code of an archive, from which classes are taken and to which they are put. */
final class ModuleCode {

  private static final Pattern MANGLING = Pattern.compile("___torch_mangle_(\\d{1,8})");
  private static final Pattern MANGLED = Pattern.compile("___torch_mangle_\\d+");

  private final String file;
  private final ZipArchive zip;
  private final Map<String, CodeFile> files = new HashMap<>();
  private final Set<String> changed = new HashSet<>();
  private int lastMangling;

  ModuleCode(String file, ZipArchive zip) {
    this.file = file;
    this.zip = zip;
    this.lastMangling =
        zip.paths().stream()
            .flatMap(path -> MANGLING.matcher(path).results())
            .mapToInt(found -> Integer.parseInt(found.group(1)))
            .max()
            .orElse(-1);
  }

  /**
   * @param qualified name of a class that the archive has
   */
  ClassCode require(String qualified) {
    return codeFile(ClassSources.path(qualified))
        .find(simpleName(qualified))
        .map(lines -> new ClassCode(qualified, lines))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    file
                        + ": has no code of class "
                        + Printable.quoted(qualified)
                        + "; save the model again with torch.jit.save"));
  }

  /** Puts a class in the place of the one of its name, or adds it. */
  void put(ClassCode code) {
    String path = ClassSources.path(code.qualifiedName());
    CodeFile target = codeFile(path);
    // A class whose name stays leaves the code of the modules around it as it is.
    if (!target.find(simpleName(code.qualifiedName())).filter(code.lines()::equals).isPresent()) {
      target.put(code.lines());
      changed.add(path);
    }
  }

  /** A name for another class like this one, whose Python name is the same. */
  String newName(String qualified) {
    lastMangling++;
    List<String> parts = new ArrayList<>(List.of(qualified.split("\\.", -1)));
    parts.removeIf(part -> MANGLED.matcher(part).matches());
    parts.add(parts.size() - 1, "___torch_mangle_" + lastMangling);
    return String.join(".", parts);
  }

  /**
   * Writes what was put. What maps the changed files to Python's lines would be wrong, and goes.
   */
  void writeTo(ArchiveEdit edit) {
    changed.stream()
        .sorted()
        .forEach(path -> edit.put(path, codeFile(path).text()).drop(path + ArchiveEdit.DEBUG));
  }

  private CodeFile codeFile(String path) {
    return files.computeIfAbsent(
        path,
        unread ->
            zip.find(path)
                .map(entry -> CodeFile.parse(ClassSources.text(zip, entry, file, path)))
                .orElseGet(CodeFile::new));
  }

  private static String simpleName(String qualified) {
    return qualified.substring(qualified.lastIndexOf('.') + 1);
  }
}
