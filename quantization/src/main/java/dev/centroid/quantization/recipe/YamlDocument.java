package dev.centroid.quantization.recipe;

import dev.centroid.quantization.InvalidInputException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns a YAML text into nodes that know their lines. Nothing is constructed from tags, and what a
 * hostile text can cost is bounded: its length, its nesting and its aliases.
 */
final class YamlDocument {

  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_NESTING = 32;
  private static final int MAX_ALIASES = 64;

  /** All in one buffer: the library fails where a buffer ends within a surrogate pair (3.0.1). */
  private static final int BEYOND_THE_END = 16;

  private final String yaml;
  private final String file;
  private final String kind;
  private final String needs;
  private final LoadSettings settings;

  private YamlDocument(String yaml, String file, String kind, String needs) {
    this.yaml = yaml;
    this.file = file;
    this.kind = kind;
    this.needs = needs;
    this.settings =
        LoadSettings.builder()
            .setLabel(file)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setBufferSize(yaml.length() + BEYOND_THE_END)
            .build();
  }

  /**
   * The root of the only document in a text.
   *
   * @param kind what the text is, for messages
   * @param needs the keys that it cannot do without, for messages
   */
  static YamlValue parse(String yaml, String file, String kind, String needs) {
    if (yaml.length() > MAX_CHARACTERS) {
      throw new InvalidInputException(
          "%s: longer than %d characters; a %s is a short YAML file"
              .formatted(file, MAX_CHARACTERS, kind));
    }
    return new YamlDocument(yaml, file, kind, needs).root();
  }

  private YamlValue root() {
    try {
      checkStructure();
      return new Compose(settings)
          .composeString(yaml)
          .map(node -> new YamlValue(node, "", file))
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "%s line 1: the %s is empty; it needs at least %s"
                          .formatted(file, kind, needs)));
    } catch (MarkedYamlEngineException broken) {
      int line = broken.getProblemMark().map(YamlDocument::line).orElse(1);
      throw notYaml(line, broken.getProblem(), broken);
    } catch (YamlEngineException broken) {
      throw notYaml(1, String.valueOf(broken.getMessage()), broken);
    }
  }

  /** Walks the events, which takes no recursion, before nodes are composed, which does. */
  private void checkStructure() {
    int documents = 0;
    int nesting = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(yaml)) {
      int line = event.getStartMark().map(YamlDocument::line).orElse(1);
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (++documents > 1) {
            throw refuse(line, "a second document starts here; keep one " + kind + " in a file");
          }
        }
        case SequenceStart, MappingStart -> {
          if (++nesting > MAX_NESTING) {
            throw refuse(line, "nested deeper than " + MAX_NESTING + " levels; flatten it");
          }
        }
        case SequenceEnd, MappingEnd -> nesting--;
        case Alias -> {
          if (++aliases > MAX_ALIASES) {
            throw refuse(line, "more than " + MAX_ALIASES + " aliases; write them out");
          }
        }
        case Scalar, Comment, DocumentEnd, StreamStart, StreamEnd -> {}
      }
    }
  }

  static int line(Mark mark) {
    return mark.getLine() + 1;
  }

  private InvalidInputException refuse(int line, String problem) {
    return new InvalidInputException(file + " line " + line + ": " + problem);
  }

  private InvalidInputException notYaml(int line, String problem, YamlEngineException cause) {
    return new InvalidInputException(
        file + " line " + line + ": not valid YAML: " + YamlValue.oneLine(problem), cause);
  }
}
