package dev.centroid.codebook.register;

/**
 * What one node holds of one register. A value counts only when a majority holds it.
 *
 * @param key the register's name
 * @param promised nothing below this ballot is accepted
 * @param accepted the ballot of the value; {@link Ballot#NONE} when there is none
 * @param value empty when there is none; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // A message on its way, compared by its ballot.
public record Held(String key, Ballot promised, Ballot accepted, byte[] value) {

  /** A register that nothing has been done to. */
  static Held nothing(String key) {
    return new Held(key, Ballot.NONE, Ballot.NONE, new byte[0]);
  }

  Held promising(Ballot ballot) {
    return new Held(key, ballot, accepted, value);
  }

  Held accepting(Ballot ballot, byte[] proposed) {
    return new Held(key, ballot, ballot, proposed);
  }
}
