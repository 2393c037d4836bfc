package dev.centroid.worker.queue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A real broker of one node, with short locks and quick group membership. */
final class BrokerForTests implements AutoCloseable {

  private static final String SETTINGS =
      """
      process.roles=broker,controller
      node.id=1
      listener.security.protocol.map=CLIENTS:PLAINTEXT,QUORUM:PLAINTEXT
      inter.broker.listener.name=CLIENTS
      controller.listener.names=QUORUM
      auto.create.topics.enable=false
      offsets.topic.replication.factor=1
      offsets.topic.num.partitions=1
      transaction.state.log.replication.factor=1
      transaction.state.log.min.isr=1
      transaction.state.log.num.partitions=1
      share.coordinator.state.topic.replication.factor=1
      share.coordinator.state.topic.min.isr=1
      share.coordinator.state.topic.num.partitions=1
      group.share.min.record.lock.duration.ms=1000
      group.share.heartbeat.interval.ms=500
      group.share.min.heartbeat.interval.ms=200
      group.share.session.timeout.ms=3000
      group.share.min.session.timeout.ms=1000
      group.share.assignment.interval.ms=0
      """;

  private final KafkaRaftServer server;
  private final String address;

  BrokerForTests(Path directory) throws Exception {
    address = "localhost:" + freePort();
    String quorum = "localhost:" + freePort();
    Properties settings = new Properties();
    settings.load(new StringReader(SETTINGS));
    settings.put("log.dirs", directory.toString());
    settings.put("listeners", "CLIENTS://" + address + ",QUORUM://" + quorum);
    settings.put("advertised.listeners", "CLIENTS://" + address);
    settings.put("controller.quorum.voters", "1@" + quorum);
    format(directory);
    server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    server.startup();
  }

  String address() {
    return address;
  }

  private static void format(Path directory) throws Exception {
    Formatter formatter =
        new Formatter()
            .setNodeId(1)
            .setClusterId(Uuid.randomUuid().toString())
            .setDirectories(List.of(directory.toString()))
            .setMetadataLogDirectory(directory.toString())
            .setControllerListenerName("QUORUM")
            .setIgnoreFormatted(true)
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
    try (PrintStream silence =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      formatter.setPrintStream(silence).run();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
