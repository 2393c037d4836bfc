package dev.centroid.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The images' file: its stages, and what they say. */
final class Containerfile {

  static final Path FOLDER = Path.of("../deploy/images");

  private static final Pattern START = Pattern.compile("FROM (\\S+) AS (\\S+)");
  private static final Pattern COMMENT = Pattern.compile("(?m)^#.*\\R");
  private static final Pattern CONTINUED = Pattern.compile("\\\\\\R\\s*");

  /** Stages by name; what comes before the first one has the empty name. */
  private final Map<String, Stage> stages;

  private Containerfile(Map<String, Stage> stages) {
    this.stages = stages;
  }

  /**
   * A stage.
   *
   * @param base the image or stage that it begins with
   * @param instructions the others, each in one line
   */
  record Stage(String base, List<String> instructions) {

    /** What follows each instruction of a name. */
    Stream<String> all(String name) {
      return instructions.stream()
          .filter(instruction -> instruction.startsWith(name + " "))
          .map(instruction -> instruction.substring(name.length() + 1));
    }

    /** What follows the only instruction of a name. */
    String only(String name) {
      List<String> found = all(name).toList();
      if (found.size() != 1) {
        throw new IllegalStateException(name + " is there " + found.size() + " times");
      }
      return found.get(0);
    }

    Set<Integer> ports() {
      Set<Integer> ports = new TreeSet<>();
      all("EXPOSE")
          .flatMap(list -> Stream.of(list.split(" ")))
          .map(Integer::valueOf)
          .forEach(ports::add);
      return ports;
    }

    Map<String, String> environment() {
      Map<String, String> variables = new LinkedHashMap<>();
      all("ENV")
          .flatMap(list -> Stream.of(list.split(" ")))
          .map(pair -> pair.split("=", 2))
          .forEach(pair -> variables.put(pair[0], pair[1]));
      return variables;
    }

    /** What it copies from the folder of the project. */
    Stream<String> copiedFromProject() {
      return all("COPY")
          .filter(copy -> !copy.contains("--from="))
          .flatMap(
              copy -> {
                List<String> words = List.of(copy.split(" "));
                return words.subList(0, words.size() - 1).stream();
              });
    }

    List<String> entryPoint() {
      try {
        return List.of(new JsonMapper().readValue(only("ENTRYPOINT"), String[].class));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("ENTRYPOINT is no list", e);
      }
    }
  }

  static Containerfile read() {
    String text;
    try {
      text = Files.readString(FOLDER.resolve("Containerfile"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Stage> stages = new LinkedHashMap<>();
    String name = "";
    String base = "";
    List<String> instructions = new ArrayList<>();
    String joined = CONTINUED.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll("");
    for (String line : joined.lines().filter(line -> !line.isBlank()).toList()) {
      Matcher start = START.matcher(line);
      if (start.matches()) {
        stages.put(name, new Stage(base, List.copyOf(instructions)));
        base = start.group(1);
        name = start.group(2);
        instructions.clear();
      } else {
        instructions.add(line);
      }
    }
    stages.put(name, new Stage(base, List.copyOf(instructions)));
    return new Containerfile(stages);
  }

  /** The default of an argument of the whole file. */
  Optional<String> argument(String name) {
    return stages
        .get("")
        .all("ARG")
        .filter(argument -> argument.startsWith(name + "="))
        .map(argument -> argument.substring(name.length() + 1))
        .findFirst();
  }

  /** The stages that become images: those that say what runs. */
  Map<String, Stage> images() {
    Map<String, Stage> images = new LinkedHashMap<>(stages);
    images.values().removeIf(stage -> stage.all("ENTRYPOINT").findAny().isEmpty());
    return images;
  }

  /** All stages. */
  Map<String, Stage> stages() {
    return stages;
  }
}
