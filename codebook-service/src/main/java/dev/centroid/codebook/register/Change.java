package dev.centroid.codebook.register;

import java.util.Optional;

/**
 * What is to become of a register.
 *
 * @param <R> the result for whoever asked
 * @param value the new value; none to leave it as it is
 * @param result what comes of it, once the value is agreed on
 */
@SuppressWarnings("ArrayRecordComponent") // On its way, never compared.
public record Change<R>(Optional<byte[]> value, R result) {}
