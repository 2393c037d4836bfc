package dev.centroid.codebook.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.random.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Simulated histories, each by its seed: clients append tokens to registers through all nodes, as
 * puts do, while messages get lost and nodes crash and forget. Whatever happens, what was seen of a
 * register is always one growing list, nobody sees less than anybody before, and what was
 * acknowledged is there once.
 */
final class AgreementTest {

  private static final int HISTORIES = Integer.getInteger("centroid.test.histories", 300);
  private static final List<String> KEYS = List.of("a/1", "a/2", "b/1");

  @ParameterizedTest
  @CsvSource({"3, 0.0", "3, 0.1", "3, 0.3", "5, 0.2"})
  void everybodySeesOneGrowingList(int nodes, double loss) {
    TestSeed.seeds(HISTORIES).forEach(seed -> new History(nodes, loss, seed).run(40));
  }

  private static final class History {

    private final Random random;
    private final SimulatedNodes nodes;
    private final String name;
    private final Map<String, List<String>> longest = new HashMap<>();
    private int tokens;
    private boolean quiet;

    History(int count, double loss, long seed) {
      this.random = new Random(seed);
      this.nodes = new SimulatedNodes(count, random, loss);
      this.name = "%d nodes, loss %s, seed %d".formatted(count, loss, seed);
      nodes.meanwhile(this::something);
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        something();
      }
      finish();
    }

    private void something() {
      if (quiet) {
        return;
      }
      int node = random.nextInt(nodes.count());
      switch (random.nextInt(12)) {
        case 0 -> disturb(node);
        case 1 -> scan(node);
        case 2, 3 -> read(node);
        default -> append(node);
      }
    }

    private void disturb(int node) {
      if (!nodes.isUp(node)) {
        nodes.start(node);
      } else if (random.nextInt(3) == 0 && allVote()) {
        nodes.forget(node);
      } else if (random.nextBoolean()) {
        nodes.crash(node);
      }
    }

    private boolean allVote() {
      for (int node = 0; node < nodes.count(); node++) {
        if (!nodes.votes(node)) {
          return false;
        }
      }
      return true;
    }

    private void append(int node) {
      if (!nodes.isUp(node)) {
        return;
      }
      String key = KEYS.get(random.nextInt(KEYS.size()));
      String token = "t" + tokens++;
      List<String> before = longest(key);
      try {
        nodes.at(node).join(nodes.count());
        // A client that hears nothing repeats, here through the same node.
        List<String> seen = nodes.at(node).change(key, value -> appended(value, token));
        saw(key, before, seen);
        assertThat(seen).as(name).contains(token);
      } catch (NoMajorityException e) {
        assertThat(e).as(name).hasMessageNotContaining("null");
      }
    }

    private void read(int node) {
      if (!nodes.isUp(node)) {
        return;
      }
      String key = KEYS.get(random.nextInt(KEYS.size()));
      List<String> before = longest(key);
      try {
        saw(key, before, list(nodes.at(node).read(key)));
      } catch (NoMajorityException e) {
        assertThat(e).as(name).hasMessageNotContaining("null");
      }
    }

    private void scan(int node) {
      if (!nodes.isUp(node)) {
        return;
      }
      Map<String, List<String>> before = new HashMap<>(longest);
      try {
        Map<String, byte[]> seen = nodes.at(node).scan("a/");
        for (String key : List.of("a/1", "a/2")) {
          saw(key, before.getOrDefault(key, List.of()), list(seen.getOrDefault(key, new byte[0])));
        }
      } catch (NoMajorityException e) {
        assertThat(e).as(name).hasMessageNotContaining("null");
      }
    }

    private void finish() {
      quiet = true;
      SimulatedNodes calm = nodes;
      for (int node = 0; node < calm.count(); node++) {
        if (!calm.isUp(node)) {
          calm.start(node);
        }
      }
      for (String key : KEYS) {
        for (int node = 0; node < calm.count(); node++) {
          read(node);
        }
        assertThat(longest(key)).as(name).doesNotHaveDuplicates();
      }
    }

    /** What was seen goes on from what anybody had seen when the call began. */
    private void saw(String key, List<String> before, List<String> seen) {
      assertThat(startsWith(seen, before))
          .as("%s, %s: %s was seen before, then %s", name, key, before, seen)
          .isTrue();
      List<String> known = longest(key);
      assertThat(startsWith(seen, known) || startsWith(known, seen))
          .as("%s, %s: both %s and %s were seen", name, key, known, seen)
          .isTrue();
      if (seen.size() > known.size()) {
        longest.put(key, seen);
      }
    }

    private List<String> longest(String key) {
      return longest.getOrDefault(key, List.of());
    }

    private static boolean startsWith(List<String> list, List<String> beginning) {
      return list.size() >= beginning.size() && list.subList(0, beginning.size()).equals(beginning);
    }

    private static Change<List<String>> appended(byte[] value, String token) {
      List<String> list = new ArrayList<>(list(value));
      if (list.contains(token)) {
        return new Change<>(Optional.empty(), list);
      }
      list.add(token);
      return new Change<>(
          Optional.of(String.join(" ", list).getBytes(StandardCharsets.UTF_8)), list);
    }

    private static List<String> list(byte[] value) {
      return value.length == 0
          ? List.of()
          : List.of(new String(value, StandardCharsets.UTF_8).split(" ", -1));
    }
  }
}
