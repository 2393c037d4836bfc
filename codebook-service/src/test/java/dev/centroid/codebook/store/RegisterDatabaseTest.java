package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.codebook.register.Ballot;
import dev.centroid.codebook.register.Held;
import dev.centroid.codebook.register.RegisterFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

final class RegisterDatabaseTest {

  private static final int THREADS = 8;

  @TempDir private Path directory;

  @RepeatedTest(5)
  void holdsTheLastOfEachRegisterWhenItIsOpenedAgain(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Map<String, byte[]> last = new TreeMap<>();
    for (int opened = 0; opened < 4; opened++) {
      try (RegisterDatabase registers = RegisterDatabase.open(directory)) {
        assertHolds(registers, last);
        for (int i = 0; i < 50; i++) {
          Held held = held("register " + random.nextInt(20), i, value(random, 200));
          registers.store(held);
          last.put(held.key(), held.value());
        }
        assertHolds(registers, last);
      }
    }
  }

  @Test
  void keepsWhatManyStoreAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Map<String, byte[]> last = new TreeMap<>();
    try (RegisterDatabase registers = RegisterDatabase.open(directory)) {
      List<Callable<Held>> writers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        String key = "register " + thread;
        Random random = new Random(thread);
        writers.add(
            () -> {
              Held held = held(key, 0, new byte[0]);
              for (int i = 1; i <= 100; i++) {
                held = held(key, i, value(random, 100));
                registers.store(held);
                assertThat(registers.load(key).orElseThrow().value()).isEqualTo(held.value());
              }
              return held;
            });
      }
      for (Future<Held> written : threads.invokeAll(writers)) {
        last.put(written.get().key(), written.get().value());
      }
    } finally {
      threads.shutdownNow();
    }

    try (RegisterDatabase registers = RegisterDatabase.open(directory)) {
      assertHolds(registers, last);
    }
  }

  @Test
  void remembersItsFloor() {
    Ballot floor = new Ballot(7, "node-1", 3);
    try (RegisterDatabase registers = RegisterDatabase.open(directory)) {
      assertThat(registers.floor()).isEmpty();
      registers.joined(floor);
    }

    try (RegisterDatabase registers = RegisterDatabase.open(directory)) {
      assertThat(registers.floor()).hasValue(floor);
    }
  }

  @Test
  void holdsWhatItHeldWhenThereIsNoSpace() {
    Map<String, byte[]> last = new TreeMap<>();
    try (RegisterDatabase registers = small()) {
      fill(registers, last);

      assertThat(registers.canWrite()).isFalse();
      assertHolds(registers, last);
    }

    try (RegisterDatabase registers = RegisterDatabase.open(directory)) {
      assertHolds(registers, last);
    }
  }

  @Test
  void writesAgainOnceThereIsSpace() {
    Map<String, byte[]> last = new TreeMap<>();
    try (RegisterDatabase registers = small()) {
      fill(registers, last);
      for (String key : List.copyOf(last.keySet())) {
        registers.store(held(key, 1000, new byte[1]));
        last.put(key, new byte[1]);
      }

      assertThat(registers.canWrite()).isTrue();
    }

    try (RegisterDatabase registers = RegisterDatabase.open(directory)) {
      assertHolds(registers, last);
    }
  }

  @Test
  void findsOutByItselfThatThereIsNoSpaceStill() {
    try (RegisterDatabase registers = small()) {
      fill(registers, new TreeMap<>());

      registers.retry();

      assertThat(registers.canWrite()).isFalse();
    }
  }

  /** One that has no space for more than some pages. */
  private RegisterDatabase small() {
    SQLiteConfig settings = RegisterDatabase.settings();
    settings.setMaxPageCount(20);
    return RegisterDatabase.open(directory, settings);
  }

  /** Stores until there is no space; what was stored is added. */
  private void fill(RegisterDatabase registers, Map<String, byte[]> stored) {
    Random random = new Random(1);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                Held held = held("register " + i, i, value(random, 2000));
                registers.store(held);
                stored.put(held.key(), held.value());
              }
            })
        .isInstanceOf(RegisterFileException.class)
        .hasMessageContainingAll(directory.toString(), "free some space");
    assertThat(stored).isNotEmpty();
  }

  private static void assertHolds(RegisterDatabase registers, Map<String, byte[]> expected) {
    assertThat(registers.keys()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (key, value) -> assertThat(registers.load(key).orElseThrow().value()).isEqualTo(value));
  }

  private static Held held(String key, int number, byte[] value) {
    Ballot ballot = new Ballot(number, "node-1", 1);
    return new Held(key, ballot, ballot, value);
  }

  private static byte[] value(Random random, int longest) {
    byte[] value = new byte[1 + random.nextInt(longest)];
    random.nextBytes(value);
    return value;
  }
}
