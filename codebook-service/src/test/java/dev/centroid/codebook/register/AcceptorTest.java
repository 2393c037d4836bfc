package dev.centroid.codebook.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class AcceptorTest {

  private static final byte[] VALUE = {7};

  private final Acceptor acceptor = new Acceptor("node-1", new Nothing());

  @Test
  void hasNoVoteBeforeItHasJoined() {
    assertThat(acceptor.answer(Request.prepare("key", ballot(5))).outcome())
        .isEqualTo(Reply.Outcome.JOINING);
  }

  @Test
  void refusesEveryBallotThatItMayHavePromisedAgainstBeforeItForgot() {
    acceptor.join(ballot(5));

    assertThat(acceptor.answer(Request.accept("key", ballot(4), VALUE)).outcome())
        .isEqualTo(Reply.Outcome.REFUSED);
    assertThat(acceptor.answer(Request.prepare("key", ballot(5))).outcome())
        .isEqualTo(Reply.Outcome.REFUSED);
    assertThat(acceptor.answer(Request.prepare("key", ballot(6))).outcome())
        .isEqualTo(Reply.Outcome.GRANTED);
  }

  @Test
  void overwritesNothingOnceItHasJoined() {
    acceptor.join(ballot(5));

    acceptor.absorb(List.of(new Held("key", ballot(9), ballot(9), VALUE)));

    assertThat(acceptor.answer(Request.read("key")).held().get(0).accepted())
        .isEqualTo(Ballot.NONE);
  }

  private static Ballot ballot(long number) {
    return new Ballot(number, "node-2", 1);
  }

  /** A disk that was emptied, and stays so. */
  private static final class Nothing implements RegisterFile {
    @Override
    public Optional<Held> load(String key) {
      return Optional.empty();
    }

    @Override
    public void store(Held held) {
      assertThat(held.promised()).isGreaterThan(ballot(5));
    }

    @Override
    public SortedSet<String> keys() {
      return Collections.unmodifiableSortedSet(new TreeSet<>());
    }

    @Override
    public Optional<Ballot> floor() {
      return Optional.empty();
    }

    @Override
    public void joined(Ballot floor) {
      assertThat(floor).isEqualTo(ballot(5));
    }
  }
}
