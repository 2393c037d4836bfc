package dev.centroid.worker.training;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One training state of those that data-parallel shards have made of the same slice (local SGD,
 * Stich 2018, with the optimizer's moments averaged, too).
 *
 * <p>Each number is the mean over the shards, summed in their order in float64 and rounded once, so
 * that what all shards agree on stays as it is. How often a value was updated is the most of them:
 * shards drop different branches.
 */
public final class ShardMean {

  private final List<SafetensorsFile> shards;

  /**
   * @param states in the order of the shards, at least one
   * @throws InvalidInputException if they are not of the same slice
   */
  public ShardMean(List<TrainingState> states) {
    this.shards = states.stream().map(TrainingState::content).toList();
    SafetensorsFile first = shards.get(0);
    for (int shard = 1; shard < shards.size(); shard++) {
      SafetensorsFile other = shards.get(shard);
      if (!other.tensors().equals(first.tensors()) || !other.metadata().equals(first.metadata())) {
        throw new InvalidInputException(
            "shards 0 and %d have trained different things; they belong to different slices"
                .formatted(shard));
      }
    }
  }

  /**
   * The mean, without the changes of centroids.
   *
   * @throws InvalidInputException if shards differ in a tensor that has no mean
   */
  public byte[] state() {
    TrainingStateBuilder mean = new TrainingStateBuilder();
    SafetensorsFile first = shards.get(0);
    first.metadata().forEach(mean::metadata);
    for (TensorInfo info : first.tensors()) {
      if (!info.name().startsWith(TrainingState.DELTA)) {
        mean.add(info, meanOf(info));
      }
    }
    return mean.toBytes();
  }

  /** The changes of a layer's centroids, in the order of the shards. */
  public List<Codebook> deltas(String layer) {
    String name = TrainingState.DELTA + layer;
    int blockSize = Math.toIntExact(shards.get(0).require(name).shape().get(1));
    return shards.stream().map(shard -> new Codebook(blockSize, shard.floats(name))).toList();
  }

  private ByteBuffer meanOf(TensorInfo info) {
    if (info.dtype() == DType.F32) {
      return mean(info);
    }
    return info.name().startsWith(TrainingState.UPDATES) ? most(info) : common(info);
  }

  private ByteBuffer mean(TensorInfo info) {
    double[] sum = new double[Math.toIntExact(info.elements())];
    for (SafetensorsFile shard : shards) {
      float[] values = shard.floats(info.name());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[i];
      }
    }
    ByteBuffer mean = ByteBuffer.allocate(sum.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double total : sum) {
      mean.putFloat((float) (total / shards.size()));
    }
    return mean.flip();
  }

  private ByteBuffer most(TensorInfo info) {
    long most = shards.stream().mapToLong(shard -> shard.longs(info.name())[0]).max().orElseThrow();
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(most).flip();
  }

  private ByteBuffer common(TensorInfo info) {
    ByteBuffer value = shards.get(0).data(info.name());
    for (int shard = 1; shard < shards.size(); shard++) {
      if (!shards.get(shard).data(info.name()).equals(value)) {
        throw new InvalidInputException(
            "%s is %s and differs between shards 0 and %d, so it has no mean; use one shard (dataParallel in the recipe)"
                .formatted(info.name(), info.dtype(), shard));
      }
    }
    return value;
  }
}
