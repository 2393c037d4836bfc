package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.centroid.quantization.recipe.Metric;
import dev.centroid.worker.data.Batch;
import dev.centroid.worker.data.BatchReader;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.TorchModel;

/** The metric of a model over a data set, gathered batch by batch. */
public final class Evaluation {

  private final TorchModel model;
  private final BatchReader reader;
  private final int examples;
  private final int batchSize;
  private double lossSum;
  private long positions;
  private long correct;

  /**
   * @param dataset has labels
   * @param batchSize examples at a time; the last batch may be smaller
   */
  public Evaluation(TorchModel model, Dataset dataset, int batchSize) {
    this.model = model;
    this.examples = dataset.examples();
    this.batchSize = Math.min(batchSize, examples);
    this.reader = new BatchReader(dataset, this.batchSize);
  }

  /** Number of batches. */
  public int batches() {
    return (examples + batchSize - 1) / batchSize;
  }

  /** Runs one batch, in evaluation mode. */
  public void add(int batch) {
    try (NDManager step = model.newStep()) {
      int first = batch * batchSize;
      Batch examplesOfBatch = reader.plain(step, first, Math.min(examples, first + batchSize));
      NDArray labels =
          examplesOfBatch
              .labels()
              .orElseThrow(() -> new IllegalArgumentException("an evaluation needs labels"));
      NDArray logits = Losses.rows(model.forward(examplesOfBatch.inputs(), ForwardMode.EVALUATION));
      long count = labels.size();
      lossSum += (double) Losses.crossEntropy(logits, labels).getFloat() * count;
      positions += count;
      correct += logits.argMax(1).eq(labels).toType(DataType.INT64, false).sum().getLong();
    }
  }

  /** Mean cross-entropy over the batches so far. */
  public double loss() {
    return lossSum / positions;
  }

  /** The metric over the batches so far. */
  public double metric(Metric metric) {
    return switch (metric) {
      case ACCURACY -> (double) correct / positions;
      case PERPLEXITY -> StrictMath.exp(loss());
    };
  }

  /** Number of examples. */
  public int examples() {
    return examples;
  }
}
