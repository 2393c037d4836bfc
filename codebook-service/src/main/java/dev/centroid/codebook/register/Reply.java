package dev.centroid.codebook.register;

import java.util.List;

/**
 * What a node answers.
 *
 * @param node its name
 * @param outcome whether it did so
 * @param ballot what stands against the proposal, when refused; for a dump the highest ballot that
 *     the node has seen
 * @param held what it holds; before the promise when it made one
 */
public record Reply(String node, Outcome outcome, Ballot ballot, List<Held> held) {

  /** Whether a node did as asked. */
  public enum Outcome {
    GRANTED,
    /** A higher ballot stands against it. */
    REFUSED,
    /** The node has not yet got back what it once knew, and has no vote. */
    JOINING
  }

  public Reply {
    held = List.copyOf(held);
  }
}
