package dev.centroid.standalone.report;

/**
 * The loss of one fine-tuning step.
 *
 * @param group index of the group of layers that the step follows; -1 before any was quantized
 * @param loss the training loss
 */
public record LossPoint(int group, double loss) {}
