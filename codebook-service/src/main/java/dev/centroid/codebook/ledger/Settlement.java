package dev.centroid.codebook.ledger;

import java.util.Optional;

/**
 * How a layer's record ends up after a claim or a contribution.
 *
 * @param record afterwards
 * @param changed whether it is another one than before
 * @param refusal why nothing was done; empty on success
 */
public record Settlement(LayerRecord record, boolean changed, Optional<String> refusal) {

  /** Settles a claim by its rules. */
  public static Settlement of(LayerRecord record, Claim claim) {
    Claim.Verdict verdict = claim.judge(record);
    if (verdict instanceof Claim.Refused refused) {
      return new Settlement(record, false, Optional.of(refused.reason()));
    }
    Claim.Accepted accepted = (Claim.Accepted) verdict;
    return new Settlement(
        record.with(accepted.missing()), !accepted.missing().isEmpty(), Optional.empty());
  }

  /**
   * Keeps a contribution, whole or not at all; the same one again is success, another one in its
   * place is refused.
   */
  public static Settlement of(LayerRecord record, Contribution contribution) {
    Optional<Round> round = record.round(contribution.base().version());
    Optional<String> objection = contribution.objection(record, round);
    if (objection.isPresent()) {
      return new Settlement(record, false, objection);
    }
    boolean known = round.filter(held -> held.has(contribution)).isPresent();
    return new Settlement(known ? record : record.with(contribution), !known, Optional.empty());
  }
}
