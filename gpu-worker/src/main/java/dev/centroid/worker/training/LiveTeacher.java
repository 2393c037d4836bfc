package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.TorchModel;

/**
 * A model that is run beside the one that learns.
 *
 * @param model closed by whoever made it
 */
public record LiveTeacher(TorchModel model) implements Teacher {

  @Override
  public NDArray logits(NDManager step, int number, NDArray inputs) {
    return Losses.rows(model.forward(inputs, ForwardMode.EVALUATION));
  }
}
