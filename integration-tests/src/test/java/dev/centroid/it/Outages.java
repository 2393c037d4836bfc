package dev.centroid.it;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Processes that live and cannot work for a while: one thing each at a time. */
final class Outages {

  /** Longer than a worker's lock. */
  private static final Duration LENGTH = Duration.ofSeconds(15);

  private final Cluster cluster;
  private final Map<String, Outage> current = new HashMap<>();
  private final List<String> begun = new ArrayList<>();

  Outages(Cluster cluster) {
    this.cluster = cluster;
  }

  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  private record Outage(Instant until, Action end) {}

  /** Stops a process as it is. */
  void freeze(String name, Instant now) throws IOException, InterruptedException {
    begin(
        name,
        "froze",
        now,
        () -> cluster.signal(name, "STOP"),
        ifAlive(name, () -> cluster.signal(name, "CONT")));
  }

  /** Leaves a process no space at all. */
  void fillDisk(String name, Instant now) throws IOException, InterruptedException {
    begin(
        name,
        "filled the disk of",
        now,
        () -> cluster.fillDisk(name, 0),
        ifAlive(name, () -> cluster.makeSpace(name)));
  }

  /** Lets a codebook node reach no other, and no other it. */
  void cutOff(String name, Instant now) throws IOException, InterruptedException {
    begin(name, "cut off", now, () -> cluster.cutOff(name), () -> cluster.reconnect(name));
  }

  /** Ends those that have lasted long enough. */
  void endThose(Instant now) throws IOException, InterruptedException {
    for (String name : List.copyOf(current.keySet())) {
      if (current.get(name).until().isBefore(now)) {
        current.remove(name).end().run();
      }
    }
  }

  /** What was done to whom, in order. */
  List<String> begun() {
    return List.copyOf(begun);
  }

  /** What was done to a process ends with it. */
  private Action ifAlive(String name, Action end) {
    return () -> {
      if (cluster.isAlive(name)) {
        end.run();
      }
    };
  }

  private void begin(String name, String what, Instant now, Action start, Action end)
      throws IOException, InterruptedException {
    if (cluster.isAlive(name) && !current.containsKey(name)) {
      start.run();
      current.put(name, new Outage(now.plus(LENGTH), end));
      begun.add(what + " " + name);
    }
  }
}
