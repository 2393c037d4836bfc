package dev.centroid.codebook.register;

import dev.centroid.codebook.register.Reply.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads and changes registers by the agreement of a majority.
 *
 * <p>Every call is linearizable. A change first gets the promise of a majority, and with it the
 * newest value that any majority can have agreed on; it then proposes what follows from this value.
 * If a node dies in between, its value may be agreed on later, by whoever comes next: so a change
 * that ended without an answer may be done, and one that is repeated must see what it has done.
 */
public final class Proposer {

  private static final int LOCKS = 64;

  private final String node;
  private final long incarnation;
  private final int majority;
  private final Acceptor acceptor;
  private final Peers peers;
  private final Supplier<Backoff> backoffs;
  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

  /**
   * @param node this node's name
   * @param incarnation another one each time that the node starts
   * @param majority how many nodes must agree
   * @param acceptor this node's
   * @param peers all nodes
   * @param backoffs how long to try one change
   */
  public Proposer(
      String node,
      long incarnation,
      int majority,
      Acceptor acceptor,
      Peers peers,
      Supplier<Backoff> backoffs) {
    this.node = node;
    this.incarnation = incarnation;
    this.majority = majority;
    this.acceptor = acceptor;
    this.peers = peers;
    this.backoffs = backoffs;
  }

  /**
   * Changes a register.
   *
   * @param change from the value (empty when there is none) to what is to become of it; may be
   *     called more than once
   * @throws NoMajorityException if too few nodes answer, or other proposals got in the way for too
   *     long
   */
  public <R> R change(String key, Function<byte[], Change<R>> change) {
    // Two proposals of one node would only hold each other up.
    synchronized (locks[Math.floorMod(key.hashCode(), LOCKS)]) {
      Backoff backoff = backoffs.get();
      for (int failures = 1; ; failures++) {
        Optional<R> result = propose(key, change);
        if (result.isPresent()) {
          return result.get();
        }
        if (!backoff.next(failures)) {
          throw new NoMajorityException(
              "other changes of the same register got in the way "
                  + failures
                  + " times; try again");
        }
      }
    }
  }

  /**
   * Reads a register.
   *
   * @return empty when it has no value
   * @throws NoMajorityException if too few nodes answer
   */
  public byte[] read(String key) {
    List<Reply> replies = granted(peers.ask(Request.read(key), this::isUnanimousMajority));
    requireMajority(replies);
    return isUnanimousMajority(replies)
        ? newest(replies).map(Held::value).orElse(new byte[0])
        : settle(key);
  }

  /**
   * Reads all registers whose names begin so.
   *
   * @throws NoMajorityException if too few nodes answer
   */
  public Map<String, byte[]> scan(String prefix) {
    List<Reply> replies =
        granted(peers.ask(Request.scan(prefix), all -> granted(all).size() >= majority));
    requireMajority(replies);
    Map<String, byte[]> values = new HashMap<>();
    Set<String> keys = new HashSet<>();
    replies.forEach(reply -> reply.held().forEach(held -> keys.add(held.key())));
    for (String key : keys) {
      values.put(key, agreed(replies, key).orElseGet(() -> settle(key)));
    }
    return values;
  }

  /**
   * Gives this node its vote, if it has none: takes over what all others hold.
   *
   * @param nodes how many there are
   * @return whether it has it now; false while one of the others does not answer
   */
  public boolean join(int nodes) {
    String after = "";
    Ballot seen = Ballot.NONE;
    while (!acceptor.hasJoined()) {
      List<Reply> others =
          peers.ask(Request.dump(after), all -> others(all).size() == nodes - 1).stream()
              .filter(reply -> !reply.node().equals(node))
              .toList();
      if (others.size() < nodes - 1) {
        return false;
      }
      for (Reply reply : others) {
        acceptor.absorb(reply.held());
        seen = Ballot.higher(seen, reply.ballot());
      }
      Optional<String> last =
          others.stream()
              .filter(reply -> !reply.held().isEmpty())
              .map(reply -> reply.held().get(reply.held().size() - 1).key())
              .min(Comparator.naturalOrder());
      if (last.isEmpty()) {
        acceptor.join(seen);
      } else {
        after = last.get();
      }
    }
    return true;
  }

  /** Empty when another proposal got in the way. */
  private <R> Optional<R> propose(String key, Function<byte[], Change<R>> change) {
    Ballot ballot = new Ballot(acceptor.highest().number() + 1, node, incarnation);
    acceptor.saw(ballot);
    List<Reply> answered = peers.ask(Request.prepare(key, ballot), this::isDecided);
    List<Reply> promises = granted(answered);
    if (promises.size() < majority) {
      return refused(answered);
    }
    byte[] value = newest(promises).map(Held::value).orElse(new byte[0]);
    Change<R> next = change.apply(value);
    if (next.value().isEmpty() && isUnanimousMajority(promises)) {
      return Optional.of(next.result());
    }
    List<Reply> accepted =
        peers.ask(Request.accept(key, ballot, next.value().orElse(value)), this::isDecided);
    return granted(accepted).size() >= majority ? Optional.of(next.result()) : refused(accepted);
  }

  /** Has a majority agree on what is newest, and reads that. */
  private byte[] settle(String key) {
    return change(key, value -> new Change<>(Optional.empty(), value));
  }

  private <R> Optional<R> refused(List<Reply> answered) {
    answered.forEach(reply -> acceptor.saw(reply.ballot()));
    if (answered.stream().noneMatch(reply -> reply.outcome() == Outcome.REFUSED)) {
      throw tooFew(granted(answered).size());
    }
    return Optional.empty();
  }

  private void requireMajority(List<Reply> granted) {
    if (granted.size() < majority) {
      throw tooFew(granted.size());
    }
  }

  private NoMajorityException tooFew(int answered) {
    return new NoMajorityException(
        "%d of the nodes answered with a vote, but %d must; check that the others run and can be reached"
            .formatted(answered, majority));
  }

  /** Whether nothing is to be gained from further replies. */
  private boolean isDecided(List<Reply> replies) {
    return granted(replies).size() >= majority
        || (replies.size() >= majority
            && replies.stream().anyMatch(reply -> reply.outcome() == Outcome.REFUSED));
  }

  private boolean isUnanimousMajority(List<Reply> replies) {
    return replies.stream()
            .filter(reply -> reply.outcome() == Outcome.GRANTED)
            .map(reply -> accepted(reply.held()))
            .filter(newest(granted(replies)).map(Held::accepted).orElse(Ballot.NONE)::equals)
            .count()
        >= majority;
  }

  private Optional<byte[]> agreed(List<Reply> replies, String key) {
    List<Held> copies =
        replies.stream()
            .map(
                reply ->
                    reply.held().stream()
                        .filter(held -> held.key().equals(key))
                        .findFirst()
                        .orElseGet(() -> Held.nothing(key)))
            .toList();
    Held newest = copies.stream().max(Comparator.comparing(Held::accepted)).orElseThrow();
    long holders =
        copies.stream().filter(held -> held.accepted().equals(newest.accepted())).count();
    return holders >= majority ? Optional.of(newest.value()) : Optional.empty();
  }

  private static Ballot accepted(List<Held> held) {
    return held.isEmpty() ? Ballot.NONE : held.get(0).accepted();
  }

  private static Optional<Held> newest(List<Reply> granted) {
    return granted.stream()
        .flatMap(reply -> reply.held().stream())
        .max(Comparator.comparing(Held::accepted));
  }

  private static List<Reply> granted(List<Reply> replies) {
    return replies.stream().filter(reply -> reply.outcome() == Outcome.GRANTED).toList();
  }

  private List<Reply> others(List<Reply> replies) {
    return replies.stream().filter(reply -> !reply.node().equals(node)).toList();
  }
}
