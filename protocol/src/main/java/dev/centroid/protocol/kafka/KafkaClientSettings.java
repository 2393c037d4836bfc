package dev.centroid.protocol.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What all clients of Kafka in a process share: where the brokers are, and how to be let in. Holds
 * secrets, which {@link #toString()} leaves out.
 */
public final class KafkaClientSettings {

  private final String bootstrapServers;
  private final Map<String, String> given;

  KafkaClientSettings(String bootstrapServers, Map<String, String> given) {
    this.bootstrapServers = bootstrapServers;
    this.given = Map.copyOf(given);
  }

  /**
   * Without encryption and without a name.
   *
   * @param bootstrapServers {@code host:port}, several by commas
   */
  public static KafkaClientSettings plain(String bootstrapServers) {
    return new KafkaClientSettings(bootstrapServers, Map.of());
  }

  /**
   * With the client properties of a file, as Kafka's own tools read them with {@code
   * --command-config}.
   *
   * @param bootstrapServers {@code host:port}, several by commas
   * @param file named by {@code centroid.kafka.client-properties}; {@link #plain} if there is none
   * @throws dev.centroid.quantization.InvalidInputException if it cannot be read, has a setting
   *     that clients do not have or that is not the user's to make, names a file that is not there,
   *     or would leave connections less protected than it reads
   */
  public static KafkaClientSettings of(String bootstrapServers, Optional<Path> file) {
    return file.map(path -> new KafkaClientSettings(bootstrapServers, ClientProperties.read(path)))
        .orElseGet(() -> plain(bootstrapServers));
  }

  /** Where the brokers are. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** As properties of a client, secrets included. */
  public Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>(given);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  /**
   * As properties of one client.
   *
   * @param own what this client needs; wins over the user's
   */
  public Map<String, Object> with(Map<String, ?> own) {
    Map<String, Object> properties = new HashMap<>(properties());
    properties.putAll(own);
    return properties;
  }

  @Override
  public String toString() {
    return bootstrapServers + " with " + new TreeMap<>(given).keySet();
  }
}
