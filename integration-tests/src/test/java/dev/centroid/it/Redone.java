package dev.centroid.it;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much work was done more than once.
 *
 * @param taken deliveries of tasks to workers
 * @param completed deliveries that ended with a completion
 */
record Redone(long taken, long completed) {

  private static final Pattern TAKEN = Pattern.compile("task taken: ");
  private static final Pattern COMPLETED = Pattern.compile("task COMPLETED after ");

  /** As the logs of a cluster's workers tell it. */
  static Redone of(Cluster cluster) {
    return new Redone(count(cluster, TAKEN), count(cluster, COMPLETED));
  }

  private static long count(Cluster cluster, Pattern pattern) {
    return cluster.workers().stream()
        .flatMap(worker -> cluster.log(worker).stream())
        .map(pattern::matcher)
        .filter(Matcher::find)
        .count();
  }

  @Override
  public String toString() {
    return completed + " of " + taken + " deliveries of tasks were completed";
  }
}
