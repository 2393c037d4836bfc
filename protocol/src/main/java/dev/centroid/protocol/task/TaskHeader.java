package dev.centroid.protocol.task;

/**
 * What every task carries.
 *
 * @param taskId unique and the same whenever the same work is asked for: {@code jobId/stage/part}
 * @param jobId the job it belongs to
 * @param attempt from 1
 * @param inputs what the job starts from
 * @param seed the job's seed
 * @param threads threads the engine computes with; decides the bits of the result
 */
public record TaskHeader(
    String taskId, String jobId, int attempt, JobInputs inputs, long seed, int threads) {}
