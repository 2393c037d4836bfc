package dev.centroid.quantization.torchscript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of code: classes, and functions between them. */
final class CodeFile {

  private static final Pattern CLASS = Pattern.compile("class (\\w+)(?:\\(\\w*\\))?:");

  private final List<List<String>> parts = new ArrayList<>();
  private final Map<String, Integer> partOfClass = new LinkedHashMap<>();

  /** An empty file. */
  CodeFile() {}

  static CodeFile parse(String text) {
    CodeFile file = new CodeFile();
    List<String> part = new ArrayList<>();
    for (String line : text.lines().toList()) {
      boolean begins = !line.startsWith(" ") && !part.isEmpty();
      if (begins) {
        file.add(part);
        part = new ArrayList<>();
      }
      part.add(line);
    }
    file.add(part);
    return file;
  }

  /** The lines of a class, if it is here. */
  Optional<List<String>> find(String simpleName) {
    return Optional.ofNullable(partOfClass.get(simpleName)).map(parts::get);
  }

  /** Puts a class in the place of the one of its name, or at the end; its first line names it. */
  void put(List<String> classLines) {
    Matcher declaration = CLASS.matcher(classLines.get(0));
    if (!declaration.matches()) {
      throw new IllegalArgumentException("a class begins with its name");
    }
    Integer known = partOfClass.get(declaration.group(1));
    if (known == null) {
      add(classLines);
    } else {
      parts.set(known, List.copyOf(classLines));
    }
  }

  private void add(List<String> part) {
    Matcher declaration = CLASS.matcher(part.isEmpty() ? "" : part.get(0));
    if (declaration.matches()) {
      partOfClass.put(declaration.group(1), parts.size());
    }
    parts.add(List.copyOf(part));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> part.forEach(line -> text.append(line).append('\n')));
    return text.toString();
  }
}
