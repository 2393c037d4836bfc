package dev.centroid.codebook.store;

import dev.centroid.quantization.InvalidInputException;
import java.util.Comparator;

/**
 * A layer of a job.
 *
 * @param jobId the job
 * @param layer the layer's name
 */
record LayerKey(String jobId, String layer) implements Comparable<LayerKey> {

  /** Between the parts of a key; neither job nor layer may hold it. */
  private static final char SEPARATOR = '\u001f';

  private static final Comparator<LayerKey> ORDER =
      Comparator.comparing(LayerKey::jobId).thenComparing(LayerKey::layer);

  LayerKey {
    check("job id", jobId);
    check("layer name", layer);
  }

  static LayerKey decode(String encoded) {
    int separator = encoded.indexOf(SEPARATOR);
    return new LayerKey(encoded.substring(0, separator), encoded.substring(separator + 1));
  }

  String encode() {
    return jobId + SEPARATOR + layer;
  }

  String encode(long version) {
    return encode() + SEPARATOR + version;
  }

  @Override
  public int compareTo(LayerKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "job " + jobId + ", layer " + layer;
  }

  private static void check(String what, String name) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInputException(
          "a codebook's "
              + what
              + " must have characters, and no control characters, but it is '"
              + name.replaceAll("\\p{Cc}", "?")
              + "'");
    }
  }
}
