package dev.centroid.codebook.store;

import dev.centroid.codebook.ledger.Claim;
import dev.centroid.codebook.ledger.Contribution;
import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.ledger.LayerRecord;
import dev.centroid.codebook.ledger.Settlement;
import dev.centroid.codebook.register.Change;
import dev.centroid.codebook.register.Proposer;
import dev.centroid.protocol.task.CodebookRef;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which version of which layer has which digest: a register for each layer. Every call takes effect
 * at one moment between its start and its end, on all nodes at once, and may be repeated.
 */
final class Ledger {

  private final Proposer proposer;

  Ledger(Proposer proposer) {
    this.proposer = proposer;
  }

  Settlement settle(Claim claim) {
    return change(claim.key(), record -> Settlement.of(record, claim));
  }

  Settlement gather(Contribution contribution) {
    return change(contribution.key(), record -> Settlement.of(record, contribution));
  }

  LayerRecord read(LayerKey key) {
    return LayerRecord.of(key.layer(), proposer.read(key.encode()));
  }

  /** The newest version of each layer of a job, ordered by layer name. */
  List<CodebookRef> list(String jobId) {
    return proposer.scan(LayerKey.prefix(jobId)).entrySet().stream()
        .map(entry -> LayerRecord.of(LayerKey.decode(entry.getKey()).layer(), entry.getValue()))
        .flatMap(record -> record.newest().stream())
        .sorted(Comparator.comparing(CodebookRef::layer))
        .toList();
  }

  private Settlement change(LayerKey key, Function<LayerRecord, Settlement> settle) {
    return proposer.change(
        key.encode(),
        value -> {
          Settlement settlement = settle.apply(LayerRecord.of(key.layer(), value));
          return new Change<>(
              settlement.changed() ? Optional.of(settlement.record().toBytes()) : Optional.empty(),
              settlement);
        });
  }
}
