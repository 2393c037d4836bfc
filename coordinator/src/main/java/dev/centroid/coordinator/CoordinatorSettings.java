package dev.centroid.coordinator;

import dev.centroid.coordinator.job.JobPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a coordinator runs.
 *
 * @param bootstrapServers of the broker
 * @param stateDirectory for the local copies of jobs' states; may be lost, but starting is faster
 *     with it
 * @param instance unique among replicas and the same at the next start of this one: it then takes
 *     over its jobs at once, also after a crash. Without it, others wait for a crashed one's
 *     session to end
 * @param partitions of topics to be created
 * @param replication of topics to be created, the topology's own too
 * @param taskLock how long a worker holds a task without renewing it
 * @param startWithin how long to wait for the broker at the start
 * @param threads that run jobs; at most {@code partitions} of them have work
 * @param policy how every job is dealt with
 */
public record CoordinatorSettings(
    String bootstrapServers,
    Path stateDirectory,
    Optional<String> instance,
    int partitions,
    short replication,
    Duration taskLock,
    Duration startWithin,
    int threads,
    JobPolicy policy) {}
