package dev.centroid.codebook.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of claims and contributions, on random ones. */
final class SettlementTest {

  private static final LayerKey KEY = new LayerKey("job", "conv1");
  private static final int HISTORIES = 2000;
  private static final int STEPS = 30;

  @Test
  void whatIsKnownNeverChangesWhateverIsClaimed() {
    forRandomClaims(
        (before, claim, after) -> {
          for (long version = 1; version <= STEPS; version++) {
            Optional<Digest> known = before.digest(version);
            if (known.isPresent()) {
              assertThat(after.record().digest(version)).isEqualTo(known);
            }
          }
        });
  }

  @Test
  void whatIsAcceptedIsKnownAndWhatIsRefusedChangesNothing() {
    forRandomClaims(
        (before, claim, after) -> {
          if (after.refusal().isEmpty()) {
            assertThat(after.record().digest(claim.predecessor() + 1)).hasValue(claim.digest());
          } else {
            assertThat(after.record().toBytes()).isEqualTo(before.toBytes());
            assertThat(after.refusal().get())
                .contains("version " + (claim.predecessor() + 1), claim.digest().hex());
          }
        });
  }

  @Test
  void theSameClaimAgainIsAnsweredTheSameAndChangesNothing() {
    forRandomClaims(
        (before, claim, after) -> {
          Settlement again = Settlement.of(after.record(), claim);
          assertThat(again.refusal().isPresent()).isEqualTo(after.refusal().isPresent());
          assertThat(again.changed()).isFalse();
        });
  }

  @Test
  void anUnknownPredecessorIsTakenOverOnlyWithItsDigestAndOnlyIntoAnUnknownPlace() {
    forRandomClaims(
        (before, claim, after) -> {
          boolean tookOver =
              claim.predecessor() > 0
                  && before.digest(claim.predecessor()).isEmpty()
                  && after.record().digest(claim.predecessor()).isPresent();
          if (tookOver) {
            assertThat(claim.needsAdoption(before)).isTrue();
            assertThat(after.record().digest(claim.predecessor()))
                .isEqualTo(claim.predecessorDigest());
          }
          if (claim.predecessor() > 0
              && claim.predecessorDigest().isEmpty()
              && before.digest(claim.predecessor()).isEmpty()
              && before.digest(claim.predecessor() + 1).isEmpty()) {
            assertThat(after.refusal()).isPresent();
          }
        });
  }

  @Test
  void aPredecessorThatIsKnownToBeAnotherOneIsRefused() {
    LayerRecord record = LayerRecord.of("conv1", new byte[0]).with(List.of(version(3, 7)));

    assertThat(
            Settlement.of(record, new Claim(KEY, 3, Optional.of(digest(8)), digest(9))).refusal())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains(digest(8).hex(), digest(7).hex(), "newest is version 3"));
  }

  @Test
  void aRecordIsReadBackFromItsBytes() {
    forRandomClaims(
        (before, claim, after) -> {
          LayerRecord record =
              after
                  .record()
                  .with(new Contribution(KEY, version(1, 1), 5, 2, List.of(digest(3))))
                  .with(new Contribution(KEY, version(1, 1), 5, 0, List.of(digest(4))));
          byte[] bytes = record.toBytes();
          assertThat(LayerRecord.of("conv1", bytes).toBytes()).isEqualTo(bytes);
          assertThat(LayerRecord.of("conv1", bytes).newest()).isEqualTo(record.newest());
        });
  }

  @Test
  void contributionsInAnyOrderAndRepeatedGiveTheSameRound() {
    Random random = new Random(5);
    for (int history = 0; history < 300; history++) {
      int shards = 1 + random.nextInt(6);
      List<Contribution> arrivals = new ArrayList<>();
      List<Digest> inOrder = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        inOrder.add(digest(100 + shard));
      }
      for (int first = 0; first < shards; first++) {
        for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
          int end = first + 1 + random.nextInt(shards - first);
          arrivals.add(
              new Contribution(KEY, version(1, 1), shards, first, inOrder.subList(first, end)));
        }
      }
      Collections.shuffle(arrivals, random);
      LayerRecord record = LayerRecord.of("conv1", new byte[0]).with(List.of(version(1, 1)));
      Set<Integer> arrived = new HashSet<>();
      for (Contribution arrival : arrivals) {
        Settlement gathered = Settlement.of(record, arrival);
        assertThat(gathered.refusal()).isEmpty();
        assertThat(gathered.changed()).isEqualTo(arrived.addAll(shardsOf(arrival)));
        record = gathered.record();
        assertThat(record.round(1).orElseThrow().complete().isPresent())
            .isEqualTo(arrived.size() == shards);
      }
      assertThat(record.round(1).orElseThrow().complete()).hasValue(inOrder);
    }
  }

  @Test
  void aContributionOfWhichOneShardIsAnotherIsRefusedWhole() {
    LayerRecord record =
        LayerRecord.of("conv1", new byte[0])
            .with(List.of(version(1, 1)))
            .with(new Contribution(KEY, version(1, 1), 4, 1, List.of(digest(5))));

    Settlement refused =
        Settlement.of(
            record,
            new Contribution(KEY, version(1, 1), 4, 0, List.of(digest(4), digest(6), digest(7))));

    assertThat(refused.refusal())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("shard 1", digest(5).hex(), digest(6).hex()));
    assertThat(refused.record().toBytes()).isEqualTo(record.toBytes());
  }

  private static List<Integer> shardsOf(Contribution contribution) {
    int first = contribution.firstShard();
    return IntStream.range(first, first + contribution.deltas().size()).boxed().toList();
  }

  private interface Check {
    void check(LayerRecord before, Claim claim, Settlement after);
  }

  private static void forRandomClaims(Check check) {
    Random random = new Random(4);
    for (int history = 0; history < HISTORIES; history++) {
      LayerRecord record = LayerRecord.of("conv1", new byte[0]);
      for (int step = 0; step < STEPS; step++) {
        long newest = record.newest().map(CodebookRef::version).orElse(0L);
        long predecessor = Math.max(0, newest + random.nextInt(6) - 3);
        Optional<Digest> named =
            random.nextBoolean() ? Optional.of(digest(random.nextInt(3))) : Optional.empty();
        Claim claim = new Claim(KEY, predecessor, named, digest(random.nextInt(3)));
        Settlement after = Settlement.of(record, claim);
        check.check(record, claim, after);
        record = after.record();
      }
    }
  }

  private static CodebookRef version(long version, int digest) {
    return new CodebookRef("conv1", version, digest(digest));
  }

  private static Digest digest(int number) {
    return new Digest("%064x".formatted(number));
  }
}
