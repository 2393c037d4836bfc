package dev.centroid.worker.training;

import java.util.Arrays;

/**
 * The loss of every step so far.
 *
 * @param losses by step, over all phases
 * @param groups for each step the group that it follows; -1 in the float phase
 */
record LossHistory(float[] losses, long[] groups) {

  static final LossHistory NONE = new LossHistory(new float[0], new long[0]);

  LossHistory with(float loss, long group) {
    float[] longerLosses = Arrays.copyOf(losses, losses.length + 1);
    long[] longerGroups = Arrays.copyOf(groups, groups.length + 1);
    longerLosses[losses.length] = loss;
    longerGroups[groups.length] = group;
    return new LossHistory(longerLosses, longerGroups);
  }
}
