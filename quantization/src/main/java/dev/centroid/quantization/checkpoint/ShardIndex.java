package dev.centroid.quantization.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.safetensors.StrictJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The index of a sharded checkpoint, {@code *.safetensors.index.json}: which file holds which
 * tensor.
 *
 * @param file the index
 * @param shards names of files beside it, by tensor
 */
record ShardIndex(Path file, Map<String, String> shards) {

  private static final String WEIGHT_MAP = "weight_map";
  private static final long LONGEST = 100_000_000;
  private static final int DEEPEST = 8;

  /** A name, not a path: an index must not lead out of its folder. */
  private static final Pattern FILE_NAME = Pattern.compile("[\\w.-]*\\w[\\w.-]*");

  private static final StrictJson JSON = new StrictJson(DEEPEST);

  /**
   * @throws InvalidInputException if it is no such index
   */
  static ShardIndex read(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      throw refusal(file, "has more than 100 MB");
    }
    return parse(Files.readAllBytes(file), file);
  }

  /**
   * @param content the whole index, in UTF-8
   * @param file where it lies
   * @throws InvalidInputException if it is no such index
   */
  static ShardIndex parse(byte[] content, Path file) {
    try (JsonParser json = JSON.parser(content)) {
      return new ShardIndex(file, weightMap(file, json));
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          message(file, "is not valid JSON: " + Printable.quoted(e.getOriginalMessage())), e);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(message(file, "is not valid UTF-8"), e);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed", e);
    }
  }

  private static Map<String, String> weightMap(Path file, JsonParser json) throws IOException {
    Map<String, String> shards = new LinkedHashMap<>();
    require(file, json.nextToken() == JsonToken.START_OBJECT, "is not a JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean map = json.currentName().equals(WEIGHT_MAP);
      json.nextToken();
      if (map) {
        require(
            file,
            json.currentToken() == JsonToken.START_OBJECT,
            "its " + WEIGHT_MAP + " is not an object");
        readShards(file, json, shards);
      } else {
        json.skipChildren();
      }
    }
    require(file, !shards.isEmpty(), "has no " + WEIGHT_MAP + " that names a tensor");
    return shards;
  }

  private static void readShards(Path file, JsonParser json, Map<String, String> shards)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String tensor = json.currentName();
      String shown = "the file of tensor " + Printable.quoted(tensor);
      require(file, json.nextToken() == JsonToken.VALUE_STRING, shown + " is not a string");
      String shard = json.getText();
      require(
          file,
          FILE_NAME.matcher(shard).matches(),
          shown + " is " + Printable.quoted(shard) + ", which is no name of a file beside it");
      shards.put(tensor, shard);
    }
  }

  private static void require(Path file, boolean condition, String problem) {
    if (!condition) {
      throw refusal(file, problem);
    }
  }

  static InvalidInputException refusal(Path file, String problem) {
    return new InvalidInputException(message(file, problem));
  }

  private static String message(Path file, String problem) {
    return file + ": " + problem + "; give the index that was saved with the checkpoint's shards";
  }
}
