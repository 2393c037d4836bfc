package dev.centroid.protocol.signing;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A manifest as an in-toto statement, the payload that is signed. */
final class Statement {

  static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
  private static final String TYPE = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";
  private static final String FILES = "files";
  private static final String SHA256 = "sha256";
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  private Statement() {}

  /** The bytes to sign, a pure function of the manifest. */
  static byte[] bytes(Manifest manifest) {
    List<Map<String, String>> resources = new ArrayList<>();
    manifest
        .files()
        .forEach(
            (path, digest) ->
                resources.add(fields("name", path, "algorithm", SHA256, "digest", digest.hex())));
    Map<String, Object> serialization = new LinkedHashMap<>();
    serialization.put("method", FILES);
    serialization.put("hash_type", SHA256);
    serialization.put("allow_symlinks", false);
    serialization.put("ignore_paths", manifest.ignored());
    Map<String, Object> predicate = new LinkedHashMap<>();
    predicate.put("serialization", serialization);
    predicate.put("resources", resources);
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("name", manifest.model());
    subject.put("digest", Map.of(SHA256, manifest.root().hex()));
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("_type", TYPE);
    statement.put("subject", List.of(subject));
    statement.put("predicateType", PREDICATE_TYPE);
    statement.put("predicate", predicate);
    return Json.bytes(statement);
  }

  private static Map<String, String> fields(String... keysAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return fields;
  }

  /**
   * @param where what messages call it
   * @throws InvalidInputException if it is no such statement, or contradicts itself
   */
  static Manifest parse(byte[] payload, String where) {
    JsonFields statement = JsonFields.parse(payload, where);
    statement.requireText("_type", TYPE);
    statement.requireText("predicateType", PREDICATE_TYPE);
    JsonFields predicate = statement.object("predicate");
    JsonFields serialization = predicate.object("serialization");
    serialization.requireText("method", FILES);
    serialization.requireText("hash_type", SHA256);
    SortedMap<String, Digest> files = new TreeMap<>();
    List<Digest> inOrder = new ArrayList<>();
    for (JsonFields resource : predicate.objects("resources")) {
      resource.requireText("algorithm", SHA256);
      Digest digest = digest(resource, "digest");
      inOrder.add(digest);
      if (files.put(path(resource), digest) != null) {
        throw predicate.refusal("resources", "names a file twice");
      }
    }
    JsonFields subject = statement.onlyObject("subject");
    Digest root = digest(subject.object("digest"), SHA256);
    if (!root.equals(Manifest.root(inOrder))) {
      throw statement.refusal("subject", "has another digest than its files give");
    }
    return new Manifest(
        subject.text("name"), files, Set.copyOf(serialization.texts("ignore_paths")));
  }

  private static Digest digest(JsonFields fields, String name) {
    try {
      return new Digest(fields.text(name));
    } catch (IllegalArgumentException e) {
      throw fields.refusal(name, "is no SHA-256 in hexadecimal digits");
    }
  }

  private static String path(JsonFields resource) {
    String path = resource.text("name");
    if (path.indexOf('\\') >= 0
        || Arrays.stream(path.split("/", -1)).anyMatch(NO_NAMES::contains)) {
      throw resource.refusal(
          "name", "is " + Printable.quoted(path) + ", which is no path within a folder");
    }
    return path;
  }
}
