package dev.centroid.standalone.report;

import java.util.List;
import java.util.Map;

/**
 * What the reporting process knows beside the job itself.
 *
 * @param process from the process's start to now
 * @param tasks when a worker was at work on a task of the job
 * @param losses of every fine-tuning step, in order
 * @param versions name to version of what took part
 */
public record Run(
    Interval process, List<Interval> tasks, List<LossPoint> losses, Map<String, String> versions) {
  public Run {
    tasks = List.copyOf(tasks);
    losses = List.copyOf(losses);
    versions = Map.copyOf(versions);
  }
}
