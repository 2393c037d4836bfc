package dev.centroid.codebook.register;

/** Waits between two tries of a proposal that another one got in the way of. */
@FunctionalInterface
public interface Backoff {

  /**
   * @param failures how many tries have failed, from 1
   * @return false to give up
   */
  boolean next(int failures);
}
