package dev.centroid.protocol.kafka;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/** What a failure of Kafka's clients means. */
public final class KafkaFailures {

  /** How a client says that it found no address; a pod's name may come later. */
  private static final String NO_ADDRESS = "No resolvable bootstrap urls";

  private KafkaFailures() {}

  /** In one line, with the causes underneath, and what to do where that is known. */
  public static String line(Throwable failure) {
    Set<String> reasons = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
      // A cause is often repeated in the message of what it caused.
      if (reasons.stream().noneMatch(reason -> reason.contains(message))) {
        reasons.add(message);
      }
    }
    return String.join(": ", reasons) + advice(failure);
  }

  /** Whether the same may succeed later without anybody changing a setting. */
  public static boolean mayPass(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException || isNoAddress(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNoAddress(Throwable cause) {
    return cause instanceof ConfigException
        && String.valueOf(cause.getMessage()).contains(NO_ADDRESS);
  }

  private static String advice(Throwable failure) {
    if (failure instanceof AuthenticationException) {
      return "; check keys, certificates and passwords in the file that"
          + " centroid.kafka.client-properties names, and what the brokers trust";
    }
    if (failure instanceof AuthorizationException) {
      return "; docs/security.md lists what the brokers must allow";
    }
    return "";
  }
}
