package dev.centroid.protocol.signing;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a model.
 *
 * @param model its name
 * @param files their digests, by path within the model's folder, with {@code /}
 * @param ignored paths of files and folders that are no part of the model
 */
public record Manifest(String model, SortedMap<String, Digest> files, Set<String> ignored) {

  public Manifest {
    files = new TreeMap<>(files);
    ignored = new TreeSet<>(ignored);
  }

  /** One digest for all: of the files' digests, one after another in the order of their paths. */
  Digest root() {
    return root(files.values());
  }

  static Digest root(Iterable<Digest> digests) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    digests.forEach(digest -> all.writeBytes(HexFormat.of().parseHex(digest.hex())));
    return Sha256.of(all.toByteArray());
  }

  boolean ignores(String path) {
    return ignored.stream().anyMatch(part -> path.equals(part) || path.startsWith(part + "/"));
  }

  /** How other files differ from these. */
  Difference difference(Map<String, Digest> others) {
    Set<String> missing = new TreeSet<>(files.keySet());
    missing.removeAll(others.keySet());
    Set<String> unsigned = new TreeSet<>(others.keySet());
    unsigned.removeAll(files.keySet());
    Set<String> changed = new TreeSet<>();
    files.forEach(
        (path, digest) -> {
          if (others.containsKey(path) && !digest.equals(others.get(path))) {
            changed.add(path);
          }
        });
    return new Difference(changed, missing, unsigned);
  }

  /**
   * @param changed paths of other content
   * @param missing paths that are no more there
   * @param unsigned paths that were not there
   */
  record Difference(Set<String> changed, Set<String> missing, Set<String> unsigned) {}
}
