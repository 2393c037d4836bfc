package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.JobProgram.GroupProgram;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A measurement, not part of the tests: so many jobs in flight at once, whose tasks are done
 * without a model, on a real broker and one coordinator. {@code docs/cluster.md} has its figures.
 *
 * <p>{@code -Dload.jobs} says how many, {@code -Dload.rate} how many tasks a second are done while
 * the turn-around is measured, {@code -Dload.threads} how many threads the coordinator has.
 */
@Tag("load")
final class LoadRun {

  private static final int JOBS = Integer.getInteger("load.jobs", 10_000);
  private static final double RATE = Integer.getInteger("load.rate", 200);
  private static final Map<String, String> SETTINGS =
      Map.of("CENTROID_COORDINATOR_THREADS", System.getProperty("load.threads", "1"));
  private static final double UNLIMITED = 1e9;
  private static final int CALLERS = 64;
  private static final Duration PACED = Duration.ofSeconds(60);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final String COORDINATOR = "coordinator-1";
  private static final double MILLIS = 1e6;

  /** Eleven tasks: one group of three layers, three slices. */
  private static final JobProgram PROGRAM =
      Programs.program(
          0,
          0,
          List.of(new GroupProgram("all", List.of(0, 1, 2), List.of(0, 1, 2), 12)),
          false,
          0,
          false,
          true,
          4);

  private final Map<String, Long> completedAt = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> turnArounds = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Instant> slow = new ConcurrentLinkedQueue<>();
  private final Set<String> issued = ConcurrentHashMap.newKeySet();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final AtomicInteger endings = new AtomicInteger();
  private final AtomicInteger completions = new AtomicInteger();
  private final AtomicLong lastIssue = new AtomicLong();
  private volatile boolean measuring;

  @TempDir private Path directory;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
  void manyJobsAtOnce() throws Exception {
    try (Cluster cluster =
        Cluster.start(directory.resolve("cluster"), SETTINGS, "broker", COORDINATOR)) {
      Rest rest = Rest.of(cluster.coordinatorUrls().subList(0, 1));
      try (TopicTail tail =
          new TopicTail(
              cluster.broker(),
              List.of(Topic.TENSOR_TASKS, Topic.CODEBOOK_TASKS, Topic.EVENTS),
              this::heard)) {
        tail.start();
        submitAll(rest);
        memory(cluster, "all submitted");
        paced(cluster);
        memory(cluster, "paced");
        restart(cluster, "its state kept", () -> {});
        restart(
            cluster,
            "its state lost",
            () -> Directories.delete(cluster.home().resolve(COORDINATOR)));
        unlimited(cluster);
        memory(cluster, "all ended");
      }
      assertThat(endings).hasValue(JOBS);
      assertThat(ended).hasSize(JOBS);
      assertThat(cluster.unexpectedErrors()).isEmpty();
    }
  }

  private void submitAll(Rest rest) throws Exception {
    Path folder = SmallJob.in(directory.resolve("job"));
    JobInputs inputs = rest.upload(folder);
    long start = System.nanoTime();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<String>> answers = new ArrayList<>();
    for (int job = 0; job < JOBS; job++) {
      int number = job;
      answers.add(callers.submit(() -> rest.submit("load-" + number, inputs, number)));
    }
    for (Future<String> answer : answers) {
      answer.get();
    }
    callers.shutdown();
    say("%d jobs submitted, %.0f a second", JOBS, JOBS / seconds(start));
    await().atMost(Duration.ofMinutes(5)).until(() -> issued.size() >= JOBS);
  }

  private void paced(Cluster cluster) {
    try (ScriptedWorkers workers = workers(cluster, RATE)) {
      workers.start();
      await()
          .atMost(WARM_UP.multipliedBy(5))
          .until(() -> completions.get() > RATE * WARM_UP.toSeconds());
      measuring = true;
      int before = completions.get();
      long start = System.nanoTime();
      await()
          .atMost(PACED.multipliedBy(2))
          .until(() -> seconds(start) > PACED.toSeconds() || ended.size() == JOBS);
      measuring = false;
      List<Long> sorted = turnArounds.stream().sorted().toList();
      say(
          "%.0f tasks a second: turn-around p50 %.1f ms, p99 %.1f ms, worst %.1f ms of %d",
          (completions.get() - before) / seconds(start),
          sorted.get(sorted.size() / 2) / MILLIS,
          sorted.get(sorted.size() * 99 / 100) / MILLIS,
          sorted.get(sorted.size() - 1) / MILLIS,
          sorted.size());
      if (!slow.isEmpty()) {
        say(
            "of these, %d above %d ms, which ended from %s to %s",
            slow.size(), SLOW.toMillis(), Collections.min(slow), Collections.max(slow));
      }
    }
  }

  /** From the kill to the first task that it issues again. */
  private void restart(Cluster cluster, String state, Step between) throws Exception {
    cluster.kill(COORDINATOR);
    between.run();
    long start = System.nanoTime();
    cluster.start(COORDINATOR);
    double ready = seconds(start);
    try (ScriptedWorkers workers = workers(cluster, RATE)) {
      workers.start();
      await().atMost(Duration.ofMinutes(5)).until(() -> lastIssue.get() > start);
    }
    say(
        "killed, %s: ready after %.1f s, first task after %.1f s",
        state, ready, (lastIssue.get() - start) / 1e9);
  }

  private void unlimited(Cluster cluster) {
    int jobsBefore = ended.size();
    int before = completions.get();
    long start = System.nanoTime();
    try (ScriptedWorkers workers = workers(cluster, UNLIMITED)) {
      workers.start();
      await().atMost(Duration.ofHours(1)).until(() -> ended.size() == JOBS);
    }
    say(
        "without a limit: %.0f tasks and %.0f jobs a second",
        (completions.get() - before) / seconds(start), (JOBS - jobsBefore) / seconds(start));
  }

  private ScriptedWorkers workers(Cluster cluster, double rate) {
    return new ScriptedWorkers(cluster.broker(), ScriptedWork.of(PROGRAM), rate, this::completed);
  }

  private void completed(Task task, long at) {
    completions.incrementAndGet();
    completedAt.put(task.header().jobId(), at);
  }

  private void heard(ConsumerRecord<String, byte[]> record) {
    long now = System.nanoTime();
    if (record.topic().equals(Topic.EVENTS.topicName())) {
      if (Completions.isCompletion(record)) {
        endings.incrementAndGet();
        ended.add(record.key());
      }
      return;
    }
    String jobId = record.key().substring(0, record.key().indexOf('/'));
    issued.add(jobId);
    lastIssue.set(now);
    Long told = completedAt.remove(jobId);
    if (told != null && measuring) {
      turnArounds.add(now - told);
      if (now - told > SLOW.toNanos()) {
        slow.add(Instant.now());
      }
    }
  }

  private static void memory(Cluster cluster, String when) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + cluster.pid(COORDINATOR), "status"))) {
      if (line.startsWith("VmRSS") || line.startsWith("VmHWM")) {
        say("coordinator, %s: %s", when, line.replaceAll("\\s+", " "));
      }
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void say(String format, Object... values) {
    System.out.println("load: " + String.format(Locale.ROOT, format, values));
  }

  /** Something between a kill and the start. */
  private interface Step {
    void run() throws IOException;
  }
}
