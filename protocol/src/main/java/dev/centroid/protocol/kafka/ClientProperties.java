package dev.centroid.protocol.kafka;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of client properties and checks it before any client exists: clients pass over what
 * they do not know, and tell the rest late, each on its own.
 */
final class ClientProperties {

  /** Of classes that fetch values from elsewhere, and those classes' own settings. */
  private static final String PROVIDERS = AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".";

  private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^}]*:[^}]*}");
  private static final Set<String> SHARED = namesThatAllClientsShare();
  private static final Set<String> FILES =
      Set.of(
          SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
          SaslConfigs.SASL_OAUTHBEARER_ASSERTION_FILE,
          SaslConfigs.SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE,
          SaslConfigs.SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE);

  private final Path file;

  private ClientProperties(Path file) {
    this.file = file;
  }

  /**
   * The properties as they are written; references to other files and to the environment stay
   * references, which each client resolves for itself.
   *
   * @throws InvalidInputException as {@link KafkaClientSettings#of} says
   */
  static Map<String, String> read(Path file) {
    ClientProperties reader = new ClientProperties(file);
    Map<String, String> written = reader.load();
    written.keySet().forEach(reader::requireKnown);
    Map<String, Object> resolved = reader.resolve(written);
    resolved.forEach(reader::requireResolved);
    FILES.forEach(key -> reader.requireFile(key, resolved.get(key)));
    reader.requireMeant(resolved);
    return written;
  }

  private static Set<String> namesThatAllClientsShare() {
    Set<String> names = new HashSet<>(AdminClientConfig.configNames());
    names.retainAll(ConsumerConfig.configNames());
    names.retainAll(ProducerConfig.configNames());
    names.removeAll(
        Set.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, CommonClientConfigs.CLIENT_ID_CONFIG));
    return Set.copyOf(names);
  }

  private Map<String, String> load() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "centroid.kafka.client-properties: "
              + file
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); name a file of Kafka client properties that this process may read",
          e);
    }
    Map<String, String> written = new TreeMap<>();
    properties.forEach((key, value) -> written.put(key.toString(), value.toString()));
    return written;
  }

  private void requireKnown(String key) {
    if (SHARED.contains(key) || key.startsWith(PROVIDERS)) {
      return;
    }
    if (AdminClientConfig.configNames().contains(key)
        || ConsumerConfig.configNames().contains(key)
        || ProducerConfig.configNames().contains(key)) {
      throw refused(
          key,
          "is for Centroid to set; remove it: only what all Kafka clients share can be set here,"
              + " such as security and connections");
    }
    throw refused(key, "is no setting of Kafka's clients; check its spelling");
  }

  private Map<String, Object> resolve(Map<String, String> written) {
    Map<String, Object> config = new HashMap<>(written);
    // Not connected to; a client's settings are not complete without it.
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    try {
      return new AdminClientConfig(config).originals();
    } catch (ConfigException e) {
      // Kafka's words name the setting, and hide what is secret. Its cause may quote more.
      throw new InvalidInputException(file + ": " + e.getMessage());
    }
  }

  private void requireResolved(String key, Object value) {
    if (UNRESOLVED.matcher(value.toString()).find()) {
      throw refused(
          key,
          "refers to a value that is not there; check the reference, and that config.providers"
              + " names its provider");
    }
  }

  private void requireFile(String key, @Nullable Object path) {
    if (path != null && !Files.isReadable(Path.of(path.toString()))) {
      throw refused(key, "names " + path + ", which is not there or may not be read");
    }
  }

  /** What would be passed over would leave less protection than the file seems to give. */
  private void requireMeant(Map<String, Object> resolved) {
    String name =
        Optional.ofNullable(resolved.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG))
            .map(Object::toString)
            .orElse(CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL);
    SecurityProtocol protocol = SecurityProtocol.forName(name.toUpperCase(Locale.ROOT));
    boolean encrypts = List.of(SecurityProtocol.SSL, SecurityProtocol.SASL_SSL).contains(protocol);
    boolean authenticates =
        List.of(SecurityProtocol.SASL_PLAINTEXT, SecurityProtocol.SASL_SSL).contains(protocol);
    for (String key : new TreeMap<>(resolved).keySet()) {
      if (key.startsWith("ssl.") && !encrypts) {
        throw refused(key, passedOver(name, "SSL or SASL_SSL"));
      }
      if (key.startsWith("sasl.") && !authenticates) {
        throw refused(key, passedOver(name, "SASL_SSL or SASL_PLAINTEXT"));
      }
    }
  }

  private static String passedOver(String protocol, String wanted) {
    return "has no effect with security.protocol="
        + protocol
        + "; set security.protocol to "
        + wanted
        + ", or remove it";
  }

  private InvalidInputException refused(String key, String why) {
    return new InvalidInputException(file + ": " + key + " " + why);
  }
}
