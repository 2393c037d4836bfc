package dev.centroid.it;

import dev.centroid.protocol.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which jobs' users were told that they have completed, and how often. */
final class Completions {

  private Completions() {}

  /** Counts by job what is there now. */
  static Map<String, Integer> of(Cluster cluster) {
    Map<String, Integer> counts = new HashMap<>();
    try (TopicTail tail =
        new TopicTail(
            cluster.broker(),
            List.of(Topic.EVENTS),
            event -> {
              if (isCompletion(event)) {
                counts.merge(event.key(), 1, Integer::sum);
              }
            })) {
      tail.readToTheEnd();
    }
    return counts;
  }

  /** Whether a record of {@link Topic#EVENTS} tells that a job has completed. */
  static boolean isCompletion(ConsumerRecord<String, byte[]> event) {
    String type = new String(event.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
    return type.equals("dev.centroid.compression.completed");
  }
}
