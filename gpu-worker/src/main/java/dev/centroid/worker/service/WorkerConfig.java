package dev.centroid.worker.service;

import dev.centroid.artifact.s3.ArtifactStores;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration of the worker's application; every key can be given by environment. */
@ConfigMapping(prefix = "centroid")
public interface WorkerConfig {

  /** How to reach the brokers. */
  Kafka kafka();

  /** Where blobs are. */
  Artifacts artifacts();

  /** Where the codebook service is. */
  Codebook codebook();

  /** This worker. */
  WorkerSection worker();

  /** Brokers. */
  interface Kafka {
    /** {@code host:port}, several by commas. */
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /** A file of Kafka client properties, for TLS and SASL. */
    Optional<Path> clientProperties();
  }

  /** Blobs. */
  interface Artifacts {
    /** A directory that all services share, or with S3 one of this process; must be given. */
    Optional<Path> directory();

    /** {@code s3://bucket/prefix}, if blobs are there. */
    Optional<String> s3();

    /** With S3, the directory holds so many bytes of blobs that are not in use at the moment. */
    @WithDefault(ArtifactStores.DEFAULT_LOCAL_BYTES)
    long localBytes();
  }

  /** The codebook service. */
  interface Codebook {
    /** {@code host:port} of each of its nodes, by commas. */
    @WithDefault("localhost:8082")
    String addresses();

    /** A PEM file with the certificates to trust; without it the connection is plain text. */
    Optional<Path> trust();

    /** A PEM file with the worker's own certificate, where the service asks for one. */
    Optional<Path> certificate();

    /** A PEM file with its key. */
    Optional<Path> key();

    /** The token that the service asks for. */
    Optional<String> token();

    /** A file with the token, which may change while the worker runs. */
    Optional<Path> tokenFile();
  }

  /** This worker. */
  interface WorkerSection {
    /** Whether to take tasks as soon as the application is up; false where it is embedded. */
    @WithDefault("false")
    boolean autostart();

    /** Tells it from other workers; the host's name when absent. */
    Optional<String> name();

    /** {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}. */
    @WithDefault("auto")
    String device();

    /** {@code tensor}, {@code codebook} or {@code both}. */
    @WithDefault("both")
    QueueChoice queues();

    /** The brokers' {@code group.share.delivery.count.limit}. */
    @WithName("delivery-limit")
    @WithDefault("5")
    int deliveryLimit();

    /** The process ends when a task makes no progress for so long. */
    @WithDefault("10m")
    Duration progressTimeout();

    /** The process ends when a task does not stop within so long after it was told to. */
    @WithDefault("10s")
    Duration stopTimeout();
  }
}
