package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.worker.data.Batch;
import dev.centroid.worker.data.BatchReader;
import dev.centroid.worker.data.BatchSchedule;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.data.Phase;

/** The batches of a phase. */
public final class TuningData {

  private final BatchReader reader;
  private final BatchSchedule schedule;
  private final Augmentation augmentation;

  /**
   * @param batchSize examples a step
   */
  public TuningData(
      Dataset dataset, long seed, Phase phase, int batchSize, Augmentation augmentation) {
    this.schedule = new BatchSchedule(seed, phase, dataset.examples(), batchSize);
    this.reader = new BatchReader(dataset, schedule.batchSize());
    this.augmentation = augmentation;
  }

  /**
   * One batch, valid until the next is read.
   *
   * @param owner of its tensors
   * @param draw which one: the step, or that of a {@link Shard}
   */
  public Batch batch(NDManager owner, int draw) {
    return reader.training(owner, schedule, augmentation, draw);
  }
}
