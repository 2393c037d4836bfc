package dev.centroid.codebook.merge;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.product.Codebook;
import java.util.List;

/** Adds the mean of several shards' changes to the centroids that they are relative to. */
public final class DeltaMerge {

  private DeltaMerge() {}

  /**
   * The merged centroids: {@code base + (delta_0 + delta_1 + ... ) / shards} for each entry, in
   * float32, the sum taken from left to right and starting from {@code delta_0}. So the bits depend
   * on the shards' order and on nothing else.
   *
   * @param base a codebook file
   * @param deltas codebook files of the same shape, in the order of the shards, at least one
   * @return a codebook file
   * @throws InvalidInputException if one is not such a file, has another shape, or the result is
   *     beyond what float32 holds
   */
  public static byte[] merge(byte[] base, List<byte[]> deltas) {
    Codebook centroids = CodebookFile.parse(base);
    float[] sum = delta(centroids, deltas.get(0), 0);
    for (int shard = 1; shard < deltas.size(); shard++) {
      float[] delta = delta(centroids, deltas.get(shard), shard);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += delta[i];
      }
    }
    float[] merged = new float[sum.length];
    for (int i = 0; i < merged.length; i++) {
      merged[i] = centroids.centroids()[i] + sum[i] / deltas.size();
      if (!Float.isFinite(merged[i])) {
        throw new InvalidInputException(
            "the shards' mean takes entry %d of centroid %d to %s; lower the learning rate or clip gradients"
                .formatted(i % centroids.blockSize(), i / centroids.blockSize(), merged[i]));
      }
    }
    return CodebookFile.toBytes(new Codebook(centroids.blockSize(), merged));
  }

  /**
   * Checks one shard's change.
   *
   * @param base the codebook file that it is relative to
   * @param shard which one, for messages
   * @throws InvalidInputException if it is not a codebook file of the same shape, or has an entry
   *     that is not finite
   */
  public static void check(byte[] base, byte[] delta, int shard) {
    Codebook centroids = CodebookFile.parse(base);
    float[] entries = delta(centroids, delta, shard);
    for (int i = 0; i < entries.length; i++) {
      if (!Float.isFinite(entries[i])) {
        throw new InvalidInputException(
            "the delta of shard %d has %s at entry %d of centroid %d; lower the learning rate or clip gradients"
                .formatted(
                    shard, entries[i], i % centroids.blockSize(), i / centroids.blockSize()));
      }
    }
  }

  private static float[] delta(Codebook base, byte[] content, int shard) {
    Codebook delta = CodebookFile.parse(content);
    if (delta.blockSize() != base.blockSize() || delta.size() != base.size()) {
      throw new InvalidInputException(
          "the delta of shard %d is for %d centroids of %d, but the layer has %d of %d; send it for the version that it names"
              .formatted(shard, delta.size(), delta.blockSize(), base.size(), base.blockSize()));
    }
    return delta.centroids().clone();
  }
}
