package dev.centroid.coordinator.metrics;

import dev.centroid.protocol.topic.ShareGroup;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures how many tasks wait or run in each share group (KIP-1226), now and again. */
public final class ShareGroupLag implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShareGroupLag.class);

  private final Admin admin;
  private final Map<ShareGroup, AtomicLong> lags = new EnumMap<>(ShareGroup.class);
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "share-group-lag");
            thread.setDaemon(true);
            return thread;
          });

  private ShareGroupLag(Admin admin, MeterRegistry registry) {
    this.admin = admin;
    for (ShareGroup group : ShareGroup.values()) {
      AtomicLong lag = new AtomicLong();
      lags.put(group, lag);
      Gauge.builder("centroid.share.group.lag", lag, AtomicLong::doubleValue)
          .tag("group", group.groupId())
          .description("Tasks that no worker has completed yet")
          .register(registry);
    }
  }

  /**
   * Begins to measure.
   *
   * @param admin stays the caller's to close, after this
   * @param every time between two measurements
   */
  public static ShareGroupLag start(Admin admin, MeterRegistry registry, Duration every) {
    ShareGroupLag lag = new ShareGroupLag(admin, registry);
    var unused =
        lag.scheduler.scheduleWithFixedDelay(
            lag::measure, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return lag;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  private void measure() {
    Map<String, ListShareGroupOffsetsSpec> all =
        Arrays.stream(ShareGroup.values())
            .map(ShareGroup::groupId)
            .collect(Collectors.toMap(Function.identity(), id -> new ListShareGroupOffsetsSpec()));
    var offsets = admin.listShareGroupOffsets(all);
    lags.forEach(
        (group, lag) -> {
          try {
            lag.set(sum(offsets.partitionsToOffsetInfo(group.groupId()).get()));
          } catch (ExecutionException e) {
            // Before the first worker joins, the broker knows no such group.
            LOG.debug("no lag of the share group {} now", group.groupId(), e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static long sum(Map<TopicPartition, SharePartitionOffsetInfo> partitions) {
    return partitions.values().stream().mapToLong(p -> p.lag().orElse(0L)).sum();
  }
}
