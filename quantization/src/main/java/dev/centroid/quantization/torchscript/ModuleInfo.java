package dev.centroid.quantization.torchscript;

/**
 * A module of an archive.
 *
 * @param code of its class
 * @param forwardRuns whether its {@code forward} runs when the model's does, as far as the code
 *     tells: a module whose parameters are used by another module's code never runs itself
 */
public record ModuleInfo(ClassCode code, boolean forwardRuns) {}
