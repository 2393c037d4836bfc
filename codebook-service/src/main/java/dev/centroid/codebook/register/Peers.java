package dev.centroid.codebook.register;

import java.util.List;
import java.util.function.Predicate;

/** All nodes, this one among them. */
@FunctionalInterface
public interface Peers {

  /**
   * Asks all of them at once.
   *
   * @param enough whether no further replies are needed
   * @return the replies so far when they were enough, when all have answered, or when it took too
   *     long; one a node
   */
  List<Reply> ask(Request request, Predicate<List<Reply>> enough);
}
