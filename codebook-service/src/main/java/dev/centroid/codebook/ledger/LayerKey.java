package dev.centroid.codebook.ledger;

import dev.centroid.quantization.InvalidInputException;
import java.util.Comparator;

/**
 * A layer of a job.
 *
 * @param jobId the job
 * @param layer the layer's name
 */
public record LayerKey(String jobId, String layer) implements Comparable<LayerKey> {

  /** Between the parts of a key; neither job nor layer may hold it. */
  private static final char SEPARATOR = '\u001f';

  private static final int LONGEST_NAME = 4096;

  private static final Comparator<LayerKey> ORDER =
      Comparator.comparing(LayerKey::jobId).thenComparing(LayerKey::layer);

  /**
   * @throws InvalidInputException if a name is blank or has control characters
   */
  public LayerKey {
    check("job id", jobId);
    check("layer name", layer);
  }

  /** Reads a key back. */
  public static LayerKey decode(String encoded) {
    int separator = encoded.indexOf(SEPARATOR);
    return new LayerKey(encoded.substring(0, separator), encoded.substring(separator + 1));
  }

  /** What the texts of a job's layers begin with. */
  public static String prefix(String jobId) {
    return jobId + SEPARATOR;
  }

  /** One text for each layer of each job. */
  public String encode() {
    return jobId + SEPARATOR + layer;
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
    if (name.length() > LONGEST_NAME) {
      throw new InvalidInputException(
          "a codebook's "
              + what
              + " must have at most "
              + LONGEST_NAME
              + " characters, but has "
              + name.length());
    }
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
