package dev.centroid.standalone.broker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Controller and broker of one node, whose broker starts when the controller has given up the
 * session of its former life.
 *
 * <p>{@link KafkaRaftServer} starts both at once. The broker then begins as the leader that it was
 * when it was killed, and loads the state of its groups; it loses and regains the lead when that
 * session ends, and if it is still loading at that moment, the new load is taken for failed with
 * the old one (Kafka 4.3.1, CoordinatorRuntime). From then on the groups of that partition of
 * {@code __consumer_offsets} have no coordinator until the next start: jobs stand still.
 */
final class KafkaNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);

  private final ControllerServer controller;
  private final BrokerServer broker;

  private KafkaNode(ControllerServer controller, BrokerServer broker) {
    this.controller = controller;
    this.broker = broker;
  }

  /** Starts both, and returns when the broker takes requests. */
  static KafkaNode start(KafkaConfig config) {
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
        KafkaRaftServer.initializeLogDirs(config, LOG, "");
    Metrics metrics =
        Server.initializeMetrics(config, Time.SYSTEM, directories._1().clusterId().orElseThrow());
    SharedServer shared =
        new SharedServer(
            config,
            directories._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    BrokerServer broker = new BrokerServer(shared);
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
    controller.startup();
    awaitEnd(new FormerSession(config.nodeId()), shared);
    broker.startup();
    return new KafkaNode(controller, broker);
  }

  /** Stops the broker first, as it needs the controller to the end. */
  @Override
  public void close() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }

  private static void awaitEnd(FormerSession session, SharedServer shared) {
    List<MetadataPublisher> publishers = List.of(session);
    shared.loader().installPublishers(publishers).join();
    session.ended().join();
    shared.loader().removeAndClosePublisher(session).join();
  }
}
