package dev.centroid.coordinator.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** One broker and controller in this JVM. */
public final class TestBroker implements AutoCloseable {

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private TestBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /** A broker that keeps its data in a directory, on a port that is free. */
  public static TestBroker start(Path directory) throws Exception {
    return start(directory, freePort());
  }

  /** A broker that keeps its data in a directory, on a given port. */
  public static TestBroker start(Path directory, int port) throws Exception {
    return start(directory, port, Map.of(), Map.of());
  }

  /**
   * A broker that is set up otherwise.
   *
   * @param settings in place of those of other tests
   * @param features in place of the newest
   */
  public static TestBroker start(
      Path directory, int port, Map<String, String> settings, Map<String, Short> features)
      throws Exception {
    Files.createDirectories(directory);
    format(directory, features);
    Map<String, String> properties = properties(directory, port, freePort());
    properties.putAll(settings);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    return new TestBroker(server, "127.0.0.1:" + port);
  }

  /** A port that was free just now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path directory, Map<String, Short> features) throws Exception {
    try (PrintStream quiet =
        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8)) {
      Formatter formatter = new Formatter();
      features.forEach(formatter::setFeatureLevel);
      formatter
          .setPrintStream(quiet)
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .run();
    }
  }

  private static Map<String, String> properties(Path directory, int port, int controllerPort) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("log.dirs", directory.toString());
    properties.put(
        "listeners", "BROKER://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "BROKER://127.0.0.1:" + port);
    properties.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "BROKER");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put("auto.create.topics.enable", "false");
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      properties.put(topic + ".replication.factor", "1");
      properties.put(topic + ".num.partitions", "2");
    }
    properties.put("share.coordinator.state.topic.num.partitions", "2");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.share.min.record.lock.duration.ms", "1000");
    properties.put("group.share.heartbeat.interval.ms", "500");
    properties.put("group.share.min.heartbeat.interval.ms", "200");
    properties.put("group.share.session.timeout.ms", "3000");
    properties.put("group.share.min.session.timeout.ms", "1000");
    properties.put("group.share.assignment.interval.ms", "0");
    return properties;
  }
}
