package dev.centroid.worker.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.data.BatchReader;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.ModelRunException;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.Losses;
import java.util.Locale;

/** Checks a model, and data against a model, before any work. */
final class ModelChecks {

  /** Enough to tell the batch axis from others. */
  private static final int EXAMPLES = 2;

  private ModelChecks() {}

  /**
   * Checks that parameters can be trained here.
   *
   * @throws InvalidInputException naming a parameter of another element type
   */
  static void requireFloat32(Plan plan, TorchScriptArchive model) {
    for (LayerPlan layer : plan.layers()) {
      DType type = model.find(layer.tensor()).orElseThrow().dtype();
      if (!layer.buffer() && type.isFloatingPoint() && type != DType.F32) {
        throw new InvalidInputException(
            LoadedJob.MODEL
                + ": parameter "
                + layer.tensor()
                + " is "
                + type
                + "; convert the model with .float() and save it again");
      }
    }
  }

  /**
   * Runs a few examples, and checks the model's output against the labels.
   *
   * @throws InvalidInputException if the model does not take the examples, gives no logits for
   *     them, or a label is not one of its classes
   */
  static void requireFit(TorchModel model, Dataset data) {
    int examples = Math.min(EXAMPLES, data.examples());
    try (NDManager step = model.newStep()) {
      NDArray output =
          model.forward(
              new BatchReader(data, examples).plain(step, 0, examples).inputs(),
              ForwardMode.EVALUATION);
      if (output.getShape().dimension() < 2) {
        throw new InvalidInputException(
            LoadedJob.MODEL
                + ": gives a tensor of the shape "
                + output.getShape()
                + ", but logits [..., classes] are needed");
      }
      NDArray logits = Losses.rows(output);
      data.labels()
          .ifPresent(
              labels -> {
                requirePositions(data, logits, (long) examples * labels.perExample());
                labels.checkWithin(logits.getShape().get(1));
              });
    } catch (ModelRunException e) {
      if (e.isCausedByModel()) {
        throw e;
      }
      throw new InvalidInputException(
          data.file()
              + ": the model cannot take 'inputs' of the shape [N"
              + data.exampleShape().stream().map(size -> ", " + size).reduce("", String::concat)
              + "] as "
              + data.inputType().name().toLowerCase(Locale.ROOT)
              + " ("
              + e.getMessage()
              + "); give data of the shape and data.dtype that it was trained on",
          e);
    }
  }

  private static void requirePositions(Dataset data, NDArray logits, long labels) {
    long positions = logits.getShape().get(0);
    if (positions != labels) {
      throw new InvalidInputException(
          data.file()
              + ": the model gives logits for "
              + positions
              + " positions where 'labels' has "
              + labels
              + "; labels must be [N], or [N, T] for T positions an example");
    }
  }
}
