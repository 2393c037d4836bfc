package dev.centroid.codebook.store;

import dev.centroid.codebook.ledger.Claim;
import dev.centroid.codebook.ledger.Contribution;
import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.ledger.LayerRecord;
import dev.centroid.codebook.ledger.Settlement;
import dev.centroid.codebook.register.Change;
import dev.centroid.codebook.register.NoMajorityException;
import dev.centroid.codebook.register.Proposer;
import dev.centroid.codebook.register.RegisterFileException;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which version of which layer has which digest: a register for each layer. Every call takes effect
 * at one moment between its start and its end, on all nodes at once, and may be repeated. It throws
 * {@link CodebookUnavailableException} if the nodes cannot agree now, or this one cannot write.
 */
final class Ledger {

  private final Proposer proposer;
  private final Path directory;

  /**
   * @param directory of this node's registers, for messages
   */
  Ledger(Proposer proposer, Path directory) {
    this.proposer = proposer;
    this.directory = directory;
  }

  /**
   * @throws CodebookConflictException if the claim is refused
   */
  Settlement settle(Claim claim) {
    return change(claim.key(), record -> Settlement.of(record, claim));
  }

  /**
   * @throws CodebookConflictException if the contribution is refused
   */
  Settlement gather(Contribution contribution) {
    return change(contribution.key(), record -> Settlement.of(record, contribution));
  }

  LayerRecord read(LayerKey key) {
    return LayerRecord.of(key.layer(), answer(() -> proposer.read(key.encode())));
  }

  /** The newest version of each layer of a job, ordered by layer name. */
  List<CodebookRef> list(String jobId) {
    return answer(() -> proposer.scan(LayerKey.prefix(jobId))).entrySet().stream()
        .map(entry -> LayerRecord.of(LayerKey.decode(entry.getKey()).layer(), entry.getValue()))
        .flatMap(record -> record.newest().stream())
        .sorted(Comparator.comparing(CodebookRef::layer))
        .toList();
  }

  private Settlement change(LayerKey key, Function<LayerRecord, Settlement> settle) {
    Settlement settlement =
        answer(() -> proposer.change(key.encode(), value -> change(key, value, settle)));
    settlement
        .refusal()
        .ifPresent(
            reason -> {
              throw new CodebookConflictException(reason);
            });
    return settlement;
  }

  private static Change<Settlement> change(
      LayerKey key, byte[] value, Function<LayerRecord, Settlement> settle) {
    Settlement settlement = settle.apply(LayerRecord.of(key.layer(), value));
    return new Change<>(
        settlement.changed() ? Optional.of(settlement.record().toBytes()) : Optional.empty(),
        settlement);
  }

  private <T> T answer(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (RegisterFileException | NoMajorityException e) {
      throw new CodebookUnavailableException(
          "the codebook store in " + directory + " cannot answer now: " + e.getMessage(), e);
    }
  }
}
