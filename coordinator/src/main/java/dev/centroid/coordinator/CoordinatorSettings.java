package dev.centroid.coordinator;

import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a coordinator runs.
 *
 * @param kafka where the brokers are, and how to be let in
 * @param stateDirectory for the local copies of jobs' states, and for the name that this replica is
 *     known by; may be lost, but a start is quicker with it
 * @param partitions of topics to be created
 * @param replication of topics to be created, the topology's own too
 * @param taskLock how long a worker holds a task without renewing it
 * @param startWithin how long to wait for the broker at the start
 * @param threads that run jobs; at most {@code partitions} of them have work
 * @param policy how every job is dealt with
 */
public record CoordinatorSettings(
    KafkaClientSettings kafka,
    Path stateDirectory,
    int partitions,
    short replication,
    Duration taskLock,
    Duration startWithin,
    int threads,
    JobPolicy policy) {}
