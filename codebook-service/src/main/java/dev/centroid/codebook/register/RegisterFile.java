package dev.centroid.codebook.register;

import java.util.Optional;
import java.util.SortedSet;

/** Where a node keeps its registers. What was stored is there after any crash. */
public interface RegisterFile {

  /** What is held of a register, if anything. */
  Optional<Held> load(String key);

  /**
   * Holds it; returns when it is on the disk.
   *
   * @throws RegisterFileException if it cannot be written; what was held before is held on
   */
  void store(Held held);

  /** The names of all registers, in order; may be read while others are stored. */
  SortedSet<String> keys();

  /** The floor that was set when the node last joined; none if it never has. */
  Optional<Ballot> floor();

  /**
   * Notes that the node has joined; returns when it is on the disk.
   *
   * @throws RegisterFileException if it cannot be written
   */
  void joined(Ballot floor);
}
