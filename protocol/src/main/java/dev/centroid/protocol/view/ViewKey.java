package dev.centroid.protocol.view;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a record on {@code centroid.jobs}: {@code jobId} for a {@link JobView}, {@code
 * jobId/layer/index} for a {@link LayerView}.
 *
 * @param jobId the job
 * @param layer the layer's index in the plan, if it is about a layer
 */
public record ViewKey(String jobId, OptionalInt layer) {

  private static final Pattern LAYER = Pattern.compile("(.+)/layer/(\\d{1,9})");

  /** The key of a job's view. */
  public static ViewKey ofJob(String jobId) {
    return new ViewKey(jobId, OptionalInt.empty());
  }

  /** The key of a layer's view. */
  public static ViewKey ofLayer(String jobId, int index) {
    return new ViewKey(jobId, OptionalInt.of(index));
  }

  /** The reverse of {@link #toString}. */
  public static ViewKey parse(String text) {
    Matcher matcher = LAYER.matcher(text);
    return matcher.matches()
        ? ofLayer(matcher.group(1), Integer.parseInt(matcher.group(2)))
        : ofJob(text);
  }

  @Override
  public String toString() {
    return layer.isPresent() ? jobId + "/layer/" + layer.getAsInt() : jobId;
  }
}
