package dev.centroid.quantization.random;

/**
 * What random numbers are drawn for. Streams of different purposes are independent, so a new use of
 * randomness never changes the numbers of an older one.
 */
public enum Purpose {
  /** The first centroids of k-means. */
  KMEANS_INIT(1),
  /** Which blocks Quant-Noise replaces. */
  NOISE(3),
  /** The order of the training examples in an epoch. */
  EPOCH_ORDER(4),
  /** Flips and crops of training examples. */
  AUGMENTATION(5),
  /** The seed given to the engine for what it draws itself, such as dropout. */
  ENGINE(6),
  /** Labels drawn from a model's own distribution. */
  SAMPLED_LABELS(7),
  /** Which channels are tried in each other's place. */
  CHANNEL_ORDER(8),
  /** Which branches LayerDrop leaves out. */
  LAYER_DROP(20);

  private final int number;

  Purpose(int number) {
    this.number = number;
  }

  /** Part of every stream's identity: fixed for ever, whatever the order of the constants. */
  int number() {
    return number;
  }
}
