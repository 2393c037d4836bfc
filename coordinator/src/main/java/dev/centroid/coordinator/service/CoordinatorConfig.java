package dev.centroid.coordinator.service;

import dev.centroid.artifact.s3.ArtifactStores;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configuration of the coordinator's application; every key can be given by environment. */
@ConfigMapping(prefix = "centroid")
interface CoordinatorConfig {

  /** How to reach the brokers. */
  Kafka kafka();

  /** Where blobs are. */
  Artifacts artifacts();

  /** REST. */
  Api api();

  /** Where local state is. */
  State state();

  /** What becomes of objects that appear in buckets. */
  Notifications notifications();

  /** This coordinator. */
  CoordinatorSection coordinator();

  /** Where events are delivered to, by the name of the endpoint. */
  Map<String, Webhook> webhooks();

  /** Brokers. */
  interface Kafka {
    /** {@code host:port}, several by commas. */
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /** A file of Kafka client properties, for TLS and SASL. */
    Optional<Path> clientProperties();

    /** Of topics to be created. */
    @WithDefault("4")
    int partitions();

    /** Of topics to be created. */
    @WithDefault("1")
    short replication();

    /** How long a worker holds a task without renewing it. */
    @WithDefault("10s")
    Duration taskLock();

    /** How long to wait for the brokers at the start. */
    @WithDefault("60s")
    Duration startWithin();
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

  /** REST. */
  interface Api {
    /** What callers must send as {@code Authorization: Bearer ...}. */
    Optional<String> token();

    /** A file with the same, which may change while the coordinator runs. */
    Optional<Path> tokenFile();

    /** Whether there is either. */
    default boolean asksForToken() {
      return token().isPresent() || tokenFile().isPresent();
    }
  }

  /** Local state. */
  interface State {
    /** A directory of this replica's own; must be given. */
    Optional<Path> directory();
  }

  /** What becomes of objects that appear in buckets. */
  interface Notifications {
    /** Which of them are models to be compressed, and how; by names of their own. */
    Map<String, Rule> rules();

    /** A rule. */
    interface Rule {
      /** Where the models are. */
      String bucket();

      /** What their keys begin with. */
      Optional<String> prefix();

      /** What their keys end with. */
      Optional<String> suffix();

      /** {@code s3://bucket/key}, an absolute path, or a blob's SHA-256. */
      String recipe();

      /** As the recipe. */
      String train();

      /** As the recipe. */
      String evaluation();

      /** Of the jobs. */
      @WithDefault("1")
      long seed();

      /** Of their tasks. */
      @WithDefault("1")
      int threads();
    }
  }

  /** This coordinator. */
  interface CoordinatorSection {
    /** Tasks of one job that may be out at once. */
    @WithDefault("8")
    int window();

    /** How long a task may wait for a worker before it is issued again. */
    @WithDefault("10m")
    Duration taskPatience();

    /** How long a task that was started may not be heard of before it is issued again. */
    @WithDefault("1m")
    Duration taskSilence();

    /** Silences of one task that fail its job. */
    @WithDefault("5")
    int taskSilences();

    /** How long a job is known after its end. */
    @WithDefault("30d")
    Duration keepEnded();

    /** Threads that run jobs. */
    @WithDefault("1")
    int threads();
  }

  /** An endpoint that events are delivered to. */
  interface Webhook {
    /** Its address; must be given. */
    Optional<String> url();

    /** What signs messages to it. */
    Optional<String> secret();

    /** A file with the same, on each line one, which may change while the coordinator runs. */
    Optional<Path> secretFile();

    /** Which events it wants, without {@code dev.centroid.compression.} in front. */
    @WithDefault("accepted,completed,failed,cancelled")
    List<String> types();

    /** Whether it may be reached by http from this machine. */
    @WithDefault("false")
    boolean insecure();

    /** For one try. */
    @WithDefault("10s")
    Duration timeout();

    /** Tries of one event. */
    @WithDefault("100")
    int attempts();

    /** An event that is older is not tried again. */
    @WithDefault("1d")
    Duration maxAge();

    /** The longest time to the second try; doubles with each. */
    @WithDefault("1s")
    Duration backoff();

    /** The longest time to any try. */
    @WithDefault("30m")
    Duration longestBackoff();
  }
}
