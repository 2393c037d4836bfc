package dev.centroid.worker.training;

import java.util.Arrays;

/**
 * The loss of every step so far.
 *
 * @param losses by step, over all phases
 * @param groups for each step the group that it follows; -1 in the float phase
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LossHistory(float[] losses, long[] groups) {

  static final LossHistory NONE = new LossHistory(new float[0], new long[0]);

  /** Followed by further steps, all after one group. */
  LossHistory with(float[] further, long group) {
    float[] allLosses = Arrays.copyOf(losses, losses.length + further.length);
    long[] allGroups = Arrays.copyOf(groups, groups.length + further.length);
    System.arraycopy(further, 0, allLosses, losses.length, further.length);
    Arrays.fill(allGroups, groups.length, allGroups.length, group);
    return new LossHistory(allLosses, allGroups);
  }
}
