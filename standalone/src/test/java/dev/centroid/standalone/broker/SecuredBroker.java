package dev.centroid.standalone.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;

/**
 * A broker with two listeners, both of TLS: one for clients with a certificate, one for clients
 * with a password.
 */
final class SecuredBroker implements AutoCloseable {

  static final String USER = "centroid";

  private final KafkaNode node;
  private final String certificateListener;
  private final String passwordListener;

  private SecuredBroker(KafkaNode node, String certificateListener, String passwordListener) {
    this.node = node;
    this.certificateListener = certificateListener;
    this.passwordListener = passwordListener;
  }

  /**
   * @param key the broker's, with its certificate
   * @param trusted who issues certificates of clients that are let in
   * @param password of {@link #USER}
   */
  static SecuredBroker start(Path directory, Path key, Path trusted, String password)
      throws Exception {
    return start(directory, key, trusted, password, Map.of());
  }

  /**
   * @param key the broker's, with its certificate
   * @param trusted who issues certificates of clients that are let in
   * @param password of {@link #USER}
   * @param further properties of the broker
   */
  static SecuredBroker start(
      Path directory, Path key, Path trusted, String password, Map<String, String> further)
      throws Exception {
    BrokerSettings settings =
        new BrokerSettings(directory, LoopbackPort.free(), LoopbackPort.free());
    Files.createDirectories(directory);
    EmbeddedBroker.format(directory, Uuid.randomUuid().toString());
    String certificates = LoopbackPort.HOST + ":" + settings.brokerPort();
    String passwords = LoopbackPort.HOST + ":" + LoopbackPort.free();
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put("listeners", properties.get("listeners") + ",PASSWORDS://" + passwords);
    properties.put(
        "advertised.listeners", "BROKER://" + certificates + ",PASSWORDS://" + passwords);
    properties.put(
        "listener.security.protocol.map", "BROKER:SSL,PASSWORDS:SASL_SSL,CONTROLLER:PLAINTEXT");
    properties.put("ssl.keystore.type", "PEM");
    properties.put("ssl.keystore.location", key.toString());
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", trusted.toString());
    properties.put("listener.name.broker.ssl.client.auth", "required");
    properties.put("sasl.enabled.mechanisms", "PLAIN");
    properties.put(
        "listener.name.passwords.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_"
            + USER
            + "=\""
            + password
            + "\";");
    properties.putAll(further);
    KafkaNode node = KafkaNode.start(new KafkaConfig(properties, false));
    return new SecuredBroker(node, certificates, passwords);
  }

  /** Where clients with a certificate connect. */
  String certificateListener() {
    return certificateListener;
  }

  /** Where clients with a password connect. */
  String passwordListener() {
    return passwordListener;
  }

  @Override
  public void close() {
    node.close();
  }
}
