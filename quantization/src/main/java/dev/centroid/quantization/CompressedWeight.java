package dev.centroid.quantization;

/** A weight in the form that a packed file stores: codes and what they stand for. */
public interface CompressedWeight {

  /** For each stored unit, block or entry, its code; must not be changed. */
  int[] codes();

  /** The weight that it stands for, flattened; a new array. */
  float[] decode();
}
