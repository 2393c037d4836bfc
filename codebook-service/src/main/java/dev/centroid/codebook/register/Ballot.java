package dev.centroid.codebook.register;

import java.util.Comparator;

/**
 * The rank of a proposal. No two proposals have the same one.
 *
 * @param number the higher one wins
 * @param node who proposes
 * @param incarnation tells the node's runs apart, so that one that has forgotten its numbers
 *     repeats no ballot
 */
public record Ballot(long number, String node, long incarnation) implements Comparable<Ballot> {

  /** Lower than every proposal's. */
  public static final Ballot NONE = new Ballot(0, "", 0);

  private static final Comparator<Ballot> ORDER =
      Comparator.comparingLong(Ballot::number)
          .thenComparing(Ballot::node)
          .thenComparingLong(Ballot::incarnation);

  @Override
  public int compareTo(Ballot other) {
    return ORDER.compare(this, other);
  }

  boolean isAbove(Ballot other) {
    return compareTo(other) > 0;
  }

  static Ballot higher(Ballot one, Ballot other) {
    return one.isAbove(other) ? one : other;
  }
}
