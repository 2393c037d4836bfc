package dev.centroid.worker.data;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * What one step computes with, on the device.
 *
 * @param inputs {@code [batch, ...]}
 * @param labels {@code [batch * labels of an example]}, int64
 */
public record Batch(NDArray inputs, Optional<NDArray> labels) {}
