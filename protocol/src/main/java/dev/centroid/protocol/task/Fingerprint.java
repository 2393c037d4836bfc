package dev.centroid.protocol.task;

/**
 * What decides the bits of a result: two workers with equal fingerprints give equal bits.
 *
 * @param engine e.g. {@code PyTorch 2.7.1}
 * @param device {@code cpu} or {@code cuda}
 * @param cpuCapability the vector instructions that the engine uses, e.g. {@code AVX512}
 * @param threads of the engine
 */
public record Fingerprint(String engine, String device, String cpuCapability, int threads) {}
