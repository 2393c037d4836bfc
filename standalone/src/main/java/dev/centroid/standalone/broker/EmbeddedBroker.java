package dev.centroid.standalone.broker;

import dev.centroid.quantization.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker and controller (KRaft) in this JVM, on a real port of the loopback. What it stores
 * survives {@link #close()} and a killed process alike.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String CLUSTER_ID_FILE = "cluster-id";

  private final KafkaNode node;
  private final int port;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(KafkaNode node, int port) {
    this.node = node;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it takes requests.
   *
   * @param directory its own directory, created if need be; only one broker may use it at a time
   * @param port the port to listen on; empty for one that is free
   * @param onFatalError told when the broker cannot go on, for instance because the disk is full;
   *     Kafka alone would end the process without a word
   * @throws InvalidInputException if the port is taken
   * @throws IOException if the directory cannot be written
   */
  public static EmbeddedBroker start(
      Path directory, OptionalInt port, Consumer<String> onFatalError) throws IOException {
    port.ifPresent(wanted -> LoopbackPort.requireFree(wanted, "broker"));
    BrokerSettings settings =
        new BrokerSettings(
            directory.resolve("log"), port.orElseGet(LoopbackPort::free), LoopbackPort.free());
    reportInsteadOfExit(onFatalError);
    Files.createDirectories(settings.data());
    format(settings.data(), clusterId(directory));
    KafkaNode node = KafkaNode.start(new KafkaConfig(settings.properties(), false));
    return new EmbeddedBroker(node, settings.brokerPort());
  }

  /** What clients put into {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return LoopbackPort.HOST + ":" + port;
  }

  /** Stops the broker and waits until it has stopped. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      node.close();
    }
  }

  private static void reportInsteadOfExit(Consumer<String> onFatalError) {
    Exit.Procedure report =
        (status, message) -> {
          String text = message == null ? "the embedded broker gave up" : message;
          onFatalError.accept(text);
          throw new IllegalStateException(text);
        };
    Exit.setExitProcedure(report);
    Exit.setHaltProcedure(report);
  }

  private static String clusterId(Path directory) throws IOException {
    Path file = directory.resolve(CLUSTER_ID_FILE);
    if (!Files.exists(file)) {
      Path draft = directory.resolve(CLUSTER_ID_FILE + ".new");
      Files.writeString(draft, Uuid.randomUuid().toString());
      Files.move(draft, file);
    }
    return Files.readString(file).strip();
  }

  /** Prepares an empty directory. */
  static void format(Path data, String clusterId) throws IOException {
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    try (PrintStream quiet = new PrintStream(talk, false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(clusterId)
          .setDirectories(List.of(data.toString()))
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setMetadataLogDirectory(data.toString())
          .setIgnoreFormatted(true)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot prepare the embedded broker's directory " + data, e);
    }
  }
}
