package dev.centroid.protocol.kafka;

import dev.centroid.quantization.InvalidInputException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to brokers for administration. */
public final class BrokerAccess {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerAccess.class);

  private BrokerAccess() {}

  /**
   * A client; whether the brokers are there shows with its first call.
   *
   * @param callTimeout how long a call may take
   * @throws KafkaException if the settings cannot be used, or no address is known for the brokers
   */
  public static Admin open(KafkaClientSettings settings, Duration callTimeout) {
    int millis = Math.toIntExact(callTimeout.toMillis());
    return Admin.create(
        settings.with(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis)));
  }

  /**
   * Refuses settings that the brokers refuse, for a process that would otherwise try for ever.
   * Brokers that cannot be reached within the time may come later.
   *
   * @param patience how long to wait for an answer
   * @throws InvalidInputException if the brokers do not let us in, or are not those that we trust
   */
  public static void requireAccepted(KafkaClientSettings settings, Duration patience) {
    try (Admin admin = open(settings, patience)) {
      String unused = admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      refuseUnlessItMayPass(settings, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      refuseUnlessItMayPass(settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuseUnlessItMayPass(KafkaClientSettings settings, Throwable failure) {
    String line =
        "cannot use the brokers at "
            + settings.bootstrapServers()
            + ": "
            + KafkaFailures.line(failure);
    if (!KafkaFailures.mayPass(failure)) {
      throw new InvalidInputException(line, failure);
    }
    LOG.warn("{}; trying on", line);
  }
}
