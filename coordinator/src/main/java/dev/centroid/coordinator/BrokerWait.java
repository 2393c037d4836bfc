package dev.centroid.coordinator;

import dev.centroid.protocol.kafka.BrokerAccess;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.kafka.KafkaFailures;
import dev.centroid.protocol.topic.TopicAdmin;
import dev.centroid.protocol.topic.TopicSetupException;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the broker at the start. */
final class BrokerWait {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerWait.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  private BrokerWait() {}

  /**
   * A connection to the broker, with topics and share groups in place.
   *
   * @throws TopicSetupException if the broker refuses, or is not there in time
   */
  static Admin connect(CoordinatorSettings settings) {
    long deadline = System.nanoTime() + settings.startWithin().toNanos();
    while (true) {
      try {
        return tryOnce(settings);
      } catch (TopicSetupException e) {
        if (!e.isWorthRetrying() || System.nanoTime() > deadline) {
          throw new TopicSetupException(
              "cannot use the brokers at "
                  + settings.kafka().bootstrapServers()
                  + ": "
                  + e.getMessage(),
              e.isWorthRetrying(),
              e);
        }
        LOG.warn(
            "waiting for the broker at {} for up to {} s more: {}",
            settings.kafka().bootstrapServers(),
            Duration.ofNanos(deadline - System.nanoTime()).toSeconds(),
            e.getMessage());
        pause(e);
      }
    }
  }

  private static Admin tryOnce(CoordinatorSettings settings) {
    Admin admin = open(settings.kafka());
    try {
      TopicAdmin.ensure(admin, settings.partitions(), settings.replication(), settings.taskLock());
      return admin;
    } catch (TopicSetupException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  private static Admin open(KafkaClientSettings kafka) {
    try {
      return BrokerAccess.open(kafka, CALL_TIMEOUT);
    } catch (KafkaException e) {
      throw new TopicSetupException(
          "cannot connect: " + KafkaFailures.line(e), KafkaFailures.mayPass(e), e);
    }
  }

  private static void pause(TopicSetupException last) {
    try {
      Thread.sleep(BETWEEN_TRIES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw last;
    }
  }
}
