package dev.centroid.codebook.register;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Nodes on a simulated network in one thread: requests and replies get lost, nodes crash, forget
 * everything and join again, and while one proposal is under way others start and end. All by one
 * seed.
 */
final class SimulatedNodes {

  private static final int DEEPEST = 4;

  private final Random random;
  private final double loss;
  private final List<MemoryFile> files = new ArrayList<>();
  private final List<Acceptor> acceptors = new ArrayList<>();
  private final List<Proposer> proposers = new ArrayList<>();
  private final boolean[] up;
  private Runnable meanwhile = () -> {};
  private long incarnations;
  private int depth;

  SimulatedNodes(int count, Random random, double loss) {
    this.random = random;
    this.loss = loss;
    this.up = new boolean[count];
    for (int node = 0; node < count; node++) {
      files.add(new MemoryFile());
      acceptors.add(new Acceptor(name(node), files.get(node)));
      proposers.add(proposer(node));
      up[node] = true;
    }
  }

  int count() {
    return up.length;
  }

  int majority() {
    return count() / 2 + 1;
  }

  Proposer at(int node) {
    return proposers.get(node);
  }

  boolean isUp(int node) {
    return up[node];
  }

  boolean votes(int node) {
    return acceptors.get(node).hasJoined();
  }

  /** What may happen between two messages of a proposal. */
  void meanwhile(Runnable action) {
    meanwhile = action;
  }

  void crash(int node) {
    up[node] = false;
  }

  void start(int node) {
    acceptors.set(node, new Acceptor(name(node), files.get(node)));
    proposers.set(node, proposer(node));
    up[node] = true;
  }

  void forget(int node) {
    files.set(node, new MemoryFile());
    start(node);
  }

  private Proposer proposer(int node) {
    Acceptor acceptor = acceptors.get(node);
    return new Proposer(
        name(node),
        ++incarnations,
        majority(),
        acceptor,
        (request, enough) -> ask(node, acceptor, request, enough),
        () -> failures -> failures < 20);
  }

  private List<Reply> ask(
      int from, Acceptor asking, Request request, Predicate<List<Reply>> enough) {
    List<Reply> replies = new ArrayList<>();
    List<Integer> order = new ArrayList<>(IntStream.range(0, count()).boxed().toList());
    Collections.shuffle(order, random);
    // A message is for a process: one that starts in its place does not get it.
    List<Acceptor> addressees = List.copyOf(acceptors);
    for (int node : order) {
      interleave();
      if (acceptors.get(from) != asking || !up[from]) {
        throw new NoMajorityException("the node that asked has crashed");
      }
      if (up[node] && acceptors.get(node) == addressees.get(node) && random.nextDouble() >= loss) {
        Reply reply = Messages.reply(Messages.encode(acceptors.get(node).answer(again(request))));
        if (random.nextDouble() >= loss && !enough.test(replies)) {
          replies.add(reply);
        }
      }
    }
    return replies;
  }

  private static Request again(Request request) {
    return Messages.request(Messages.encode(request));
  }

  private void interleave() {
    if (depth < DEEPEST && random.nextInt(4) == 0) {
      depth++;
      try {
        meanwhile.run();
      } finally {
        depth--;
      }
    }
  }

  private static String name(int node) {
    return "node-" + node;
  }

  private static final class MemoryFile implements RegisterFile {

    private final TreeMap<String, byte[]> registers = new TreeMap<>();
    private Optional<Ballot> floor = Optional.empty();

    @Override
    public Optional<Held> load(String key) {
      return Optional.ofNullable(registers.get(key)).map(Messages::held);
    }

    @Override
    public void store(Held held) {
      registers.put(held.key(), Messages.encode(held));
    }

    @Override
    public SortedSet<String> keys() {
      return Collections.unmodifiableSortedSet(registers.navigableKeySet());
    }

    @Override
    public Optional<Ballot> floor() {
      return floor;
    }

    @Override
    public void joined(Ballot lowest) {
      floor = Optional.of(lowest);
    }
  }
}
