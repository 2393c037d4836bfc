package dev.centroid.coordinator.metrics;

import dev.centroid.protocol.topic.ShareGroup;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how many tasks wait or run in each share group (KIP-1226), now and again. The ends of
 * the transactions that issued them count, too, until a worker has met them.
 */
public final class ShareGroupLag implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShareGroupLag.class);

  private final Admin admin;
  private final Gauges gauges;
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
    this.gauges = new Gauges(registry);
    for (ShareGroup group : ShareGroup.values()) {
      AtomicLong lag = new AtomicLong();
      lags.put(group, lag);
      gauges.add(
          Gauge.builder("centroid.share.group.lag", lag, AtomicLong::doubleValue)
              .tag("group", group.groupId())
              .description("Tasks that no worker has completed yet"));
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
    gauges.close();
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
            lag.set(lag(group, offsets.partitionsToOffsetInfo(group.groupId())));
          } catch (ExecutionException e) {
            LOG.debug("no lag of the share group {} now", group.groupId(), e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /**
   * Before the first worker joins, the broker knows nothing of the group, and all that is there
   * waits: workers that are started when there is something to do would otherwise never be.
   */
  private long lag(
      ShareGroup group, KafkaFuture<Map<TopicPartition, SharePartitionOffsetInfo>> known)
      throws ExecutionException, InterruptedException {
    List<Long> lags =
        known.get().values().stream()
            .filter(Objects::nonNull)
            .flatMap(offsets -> offsets.lag().stream())
            .toList();
    return lags.isEmpty()
        ? records(group.topic().topicName())
        : lags.stream().mapToLong(Long::longValue).sum();
  }

  private long records(String topic) throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
            .flatMap(description -> description.partitions().stream())
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    return sumOfOffsets(partitions, OffsetSpec.latest())
        - sumOfOffsets(partitions, OffsetSpec.earliest());
  }

  private long sumOfOffsets(List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(partitions.stream().collect(Collectors.toMap(part -> part, part -> which)))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }
}
