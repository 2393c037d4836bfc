package dev.centroid.standalone.embedded;

/** What a command does while the whole system runs around it. */
@FunctionalInterface
public interface Work {

  /**
   * @return the command's exit code
   * @throws Exception whatever went wrong
   */
  int run() throws Exception;
}
