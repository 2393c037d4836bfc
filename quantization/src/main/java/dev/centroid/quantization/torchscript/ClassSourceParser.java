package dev.centroid.quantization.torchscript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the classes in a file of TorchScript's code, and which attributes are parameters and
 * buffers. libtorch prints each declaration on a line of its own:
 *
 * <pre>
 * class Linear(Module):
 *   __parameters__ = ["weight", "bias", ]
 *   __buffers__ = []
 * </pre>
 */
final class ClassSourceParser {

  private static final Pattern CLASS = Pattern.compile("class (\\w+)(?:\\((\\w*)\\))?:");
  private static final String PARAMETERS = "  __parameters__ = ";
  private static final String BUFFERS = "  __buffers__ = ";

  private ClassSourceParser() {}

  /**
   * @param code the file
   * @return its classes by their simple names
   * @throws IllegalArgumentException if a list of names cannot be read
   */
  static Map<String, ClassSource> parse(String code) {
    Map<String, ClassSource> classes = new HashMap<>();
    Iterator<String> lines = code.lines().iterator();
    String line = lines.hasNext() ? lines.next() : "";
    while (lines.hasNext()) {
      Matcher declaration = CLASS.matcher(line);
      if (!declaration.matches()) {
        line = lines.next();
        continue;
      }
      Set<String> parameters = new HashSet<>();
      Set<String> buffers = new HashSet<>();
      List<String> body = new ArrayList<>();
      line = lines.next();
      while (line.startsWith(" ")) {
        body.add(line);
        if (line.startsWith(PARAMETERS)) {
          parameters.addAll(StringList.parse(line.substring(PARAMETERS.length())));
        } else if (line.startsWith(BUFFERS)) {
          buffers.addAll(StringList.parse(line.substring(BUFFERS.length())));
        }
        line = lines.hasNext() ? lines.next() : "";
      }
      boolean module = "Module".equals(declaration.group(2));
      classes.put(
          declaration.group(1),
          new ClassSource(
              module,
              parameters,
              buffers,
              NormEpsilon.find(declaration.group(1), body),
              StateMethods.attributesOf(new ClassCode(declaration.group(1), body))));
    }
    return classes;
  }
}
