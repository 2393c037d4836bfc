package dev.centroid.protocol.task;

import dev.centroid.protocol.artifact.Digest;

/**
 * What a job starts from.
 *
 * @param model a TorchScript archive
 * @param train a safetensors file with {@code inputs} and, unless only distilling, {@code labels}
 * @param evaluation a safetensors file with {@code inputs} and {@code labels}
 * @param recipe the recipe's YAML text
 */
public record JobInputs(Digest model, Digest train, Digest evaluation, Digest recipe) {}
