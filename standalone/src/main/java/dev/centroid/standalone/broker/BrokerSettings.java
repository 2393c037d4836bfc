package dev.centroid.standalone.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of a node that is broker and controller at once and has no peers.
 *
 * @param data where topics and metadata live
 * @param brokerPort what clients connect to
 * @param controllerPort what the broker part talks to
 */
record BrokerSettings(Path data, int brokerPort, int controllerPort) {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String ONE_COPY = "1";

  /** The properties that Kafka reads. */
  Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    properties.putAll(identity());
    properties.putAll(singleCopies());
    properties.putAll(quickRecovery());
    properties.putAll(shareGroups());
    properties.putAll(smallFootprint());
    return properties;
  }

  private Map<String, String> identity() {
    String broker = "BROKER://" + LoopbackPort.HOST + ":" + brokerPort;
    String controller = CONTROLLER_LISTENER + "://" + LoopbackPort.HOST + ":" + controllerPort;
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(NODE_ID),
        "log.dirs",
        data.toString(),
        "listeners",
        broker + "," + controller,
        "advertised.listeners",
        broker,
        "listener.security.protocol.map",
        "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name",
        "BROKER",
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "controller.quorum.voters",
        NODE_ID + "@" + LoopbackPort.HOST + ":" + controllerPort,
        "auto.create.topics.enable",
        "false");
  }

  private static Map<String, String> singleCopies() {
    return Map.of(
        "default.replication.factor", ONE_COPY,
        "min.insync.replicas", ONE_COPY,
        "offsets.topic.replication.factor", ONE_COPY,
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.replication.factor", ONE_COPY,
        "transaction.state.log.min.isr", ONE_COPY,
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.replication.factor", ONE_COPY,
        "share.coordinator.state.topic.min.isr", ONE_COPY,
        "share.coordinator.state.topic.num.partitions", "4");
  }

  /** After kill -9 the next start waits until the controller gives up the old broker's session. */
  private static Map<String, String> quickRecovery() {
    return Map.of(
        "broker.session.timeout.ms", "4000",
        "broker.heartbeat.interval.ms", "500",
        "group.min.session.timeout.ms", "500",
        "group.initial.rebalance.delay.ms", "0",
        "transaction.partition.verification.enable", "true");
  }

  private static Map<String, String> shareGroups() {
    return Map.of(
        "group.share.record.lock.duration.ms", "10000",
        "group.share.min.record.lock.duration.ms", "1000",
        "group.share.heartbeat.interval.ms", "500",
        "group.share.min.heartbeat.interval.ms", "200",
        "group.share.session.timeout.ms", "4000",
        "group.share.min.session.timeout.ms", "1000",
        "group.share.assignment.interval.ms", "0");
  }

  private static Map<String, String> smallFootprint() {
    return Map.of(
        "num.network.threads", "2",
        "num.io.threads", "4",
        "background.threads", "2",
        "num.recovery.threads.per.data.dir", "2",
        "log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20),
        "log.index.size.max.bytes", Integer.toString(1 << 20),
        "log.segment.bytes", Integer.toString(64 << 20),
        "controlled.shutdown.enable", "false");
  }
}
