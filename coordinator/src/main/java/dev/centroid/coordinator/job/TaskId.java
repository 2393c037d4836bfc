package dev.centroid.coordinator.job;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a task: {@code jobId/stage/part}.
 *
 * @param jobId its job
 * @param stage index of its stage in the job's course
 * @param part index in the stage
 */
record TaskId(String jobId, int stage, int part) {

  // Nine digits at most, so that the numbers fit an int.
  private static final Pattern FORM = Pattern.compile("(.+)/(\\d{1,9})/(\\d{1,9})");

  static Optional<TaskId> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new TaskId(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return jobId + "/" + stage + "/" + part;
  }
}
