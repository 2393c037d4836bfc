package dev.centroid.codebook.register;

/**
 * What a node is asked.
 *
 * @param operation what to do
 * @param key the register's name; for {@link Operation#SCAN} what the names begin with, for {@link
 *     Operation#DUMP} the last name had
 * @param ballot of the proposal; {@link Ballot#NONE} where there is none
 * @param value proposed; empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // A message on its way, never compared.
public record Request(Operation operation, String key, Ballot ballot, byte[] value) {

  /** What to do. */
  public enum Operation {
    /** Tell what is held of a register. */
    READ,
    /** Promise to accept nothing below a ballot, and tell what is held. */
    PREPARE,
    /** Hold a value. */
    ACCEPT,
    /** Tell what is held of all registers whose names begin so. */
    SCAN,
    /**
     * Tell what is held of some registers after this one, in the order of their names; also to a
     * node that is joining.
     */
    DUMP
  }

  static Request read(String key) {
    return new Request(Operation.READ, key, Ballot.NONE, new byte[0]);
  }

  static Request prepare(String key, Ballot ballot) {
    return new Request(Operation.PREPARE, key, ballot, new byte[0]);
  }

  static Request accept(String key, Ballot ballot, byte[] value) {
    return new Request(Operation.ACCEPT, key, ballot, value);
  }

  static Request scan(String prefix) {
    return new Request(Operation.SCAN, prefix, Ballot.NONE, new byte[0]);
  }

  static Request dump(String after) {
    return new Request(Operation.DUMP, after, Ballot.NONE, new byte[0]);
  }
}
