package dev.centroid.codebook.register;

import dev.centroid.codebook.register.Reply.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One node's vote. It keeps each promise and each value on its disk before it answers, and so may
 * crash at any moment.
 *
 * <p>A node whose disk is empty has perhaps forgotten promises and values. It has no vote until it
 * has {@link #join}ed: until it has what all other nodes hold, and refuses every ballot that was
 * made before. It never votes against what it promised before it forgot: such a promise was for a
 * ballot that another node made, and all of those are below the floor; or its own, and then whoever
 * proposed is gone.
 */
public final class Acceptor {

  private static final int LOCKS = 64;
  private static final int PAGE = 256;

  private final String node;
  private final RegisterFile file;
  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();
  private Ballot highest = Ballot.NONE;
  private volatile Optional<Ballot> floor;

  /** The vote that the file holds; none yet if the file is empty. */
  public Acceptor(String node, RegisterFile file) {
    this.node = node;
    this.file = file;
    this.floor = file.floor();
    floor.ifPresent(this::saw);
  }

  /** Whether it has a vote. */
  public boolean hasJoined() {
    return floor.isPresent();
  }

  /** Takes note of a ballot. */
  synchronized void saw(Ballot ballot) {
    highest = Ballot.higher(highest, ballot);
  }

  /** The highest ballot that this node has seen. */
  synchronized Ballot highest() {
    return highest;
  }

  /** Answers one request. */
  public Reply answer(Request request) {
    saw(request.ballot());
    Optional<Ballot> lowest = floor;
    if (request.operation() == Request.Operation.DUMP) {
      return new Reply(
          node,
          lowest.isPresent() ? Outcome.GRANTED : Outcome.JOINING,
          highest(),
          page(request.key()));
    }
    if (lowest.isEmpty()) {
      return new Reply(node, Outcome.JOINING, Ballot.NONE, List.of());
    }
    return switch (request.operation()) {
      case READ -> granted(List.of(held(request.key())));
      case SCAN -> granted(scan(request.key()));
      default -> vote(request, lowest.get());
    };
  }

  /**
   * Takes over what other nodes hold, before it joins; nothing afterwards, so that no promise is
   * overwritten.
   */
  void absorb(List<Held> others) {
    for (Held theirs : others) {
      if (!hasJoined() && theirs.accepted().isAbove(held(theirs.key()).accepted())) {
        file.store(theirs);
      }
    }
  }

  /**
   * Gets its vote. By then it has absorbed what all other nodes hold.
   *
   * @param seen the highest ballot that any of them has seen
   */
  void join(Ballot seen) {
    saw(seen);
    Ballot lowest = highest();
    file.joined(lowest);
    floor = Optional.of(lowest);
  }

  private Reply vote(Request request, Ballot lowest) {
    synchronized (locks[Math.floorMod(request.key().hashCode(), LOCKS)]) {
      Held held = held(request.key());
      Ballot promised = Ballot.higher(held.promised(), lowest);
      boolean prepares = request.operation() == Request.Operation.PREPARE;
      if (promised.isAbove(request.ballot()) || (prepares && promised.equals(request.ballot()))) {
        return new Reply(node, Outcome.REFUSED, promised, List.of());
      }
      file.store(
          prepares
              ? held.promising(request.ballot())
              : held.accepting(request.ballot(), request.value()));
      return granted(List.of(held));
    }
  }

  private Reply granted(List<Held> held) {
    return new Reply(node, Outcome.GRANTED, Ballot.NONE, held);
  }

  private Held held(String key) {
    return file.load(key).orElseGet(() -> Held.nothing(key));
  }

  private List<Held> scan(String prefix) {
    List<Held> found = new ArrayList<>();
    for (String key : file.keys().tailSet(prefix)) {
      if (!key.startsWith(prefix)) {
        break;
      }
      found.add(held(key));
    }
    return found;
  }

  private List<Held> page(String after) {
    return file.keys().tailSet(after + '\0').stream().limit(PAGE).map(this::held).toList();
  }
}
