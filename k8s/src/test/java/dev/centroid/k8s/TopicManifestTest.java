package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.protocol.topic.Topic;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("manifests")
final class TopicManifestTest {

  private static final int DEFAULT_PARTITIONS = 4;

  /** So that it makes no difference who creates a topic. */
  @Test
  void topicsAreAsTheCoordinatorWouldCreateThem() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (Topic topic : Topic.values()) {
      NewTopic created = topic.creation(DEFAULT_PARTITIONS, (short) 1);
      expected.put(
          created.name(), created.numPartitions() + " " + new TreeMap<>(created.configs()));
    }

    Map<String, String> written = new TreeMap<>();
    topics()
        .forEach(
            topic ->
                written.put(
                    topic.name(),
                    topic.content().at("/spec/partitions").asText()
                        + " "
                        + config(topic.content().at("/spec/config"))));

    assertThat(written).isEqualTo(expected);
  }

  private static Stream<Manifest> topics() throws IOException {
    return Manifests.base().stream().filter(manifest -> manifest.kind().equals("KafkaTopic"));
  }

  private static Map<String, String> config(JsonNode config) {
    Map<String, String> settings = new TreeMap<>();
    config.properties().forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
    return settings;
  }
}
