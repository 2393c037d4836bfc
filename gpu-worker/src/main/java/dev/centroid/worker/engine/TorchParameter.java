package dev.centroid.worker.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * A parameter of a loaded model, together with those tied to it: one value, one gradient.
 *
 * <p>A model may hold tied parameters as one tensor under two names, as two tensors over one
 * storage, or, when a recipe shares what the model has apart, as tensors of their own. libtorch
 * sums the gradients of the first; of the others each tensor has its own part.
 */
public final class TorchParameter {

  private static final NDIndex EVERYTHING = new NDIndex("...");

  private final String path;
  private final List<PtNDArray> tensors;

  /**
   * @param path the first of its names
   * @param tensors distinct tensors of equal value; at least one
   */
  TorchParameter(String path, List<PtNDArray> tensors) {
    this.path = path;
    this.tensors = List.copyOf(tensors);
  }

  /** Its path in the model, e.g. {@code fc.weight}. */
  public String path() {
    return path;
  }

  /**
   * The tensor that the model computes with; changing it in place changes the model, once {@link
   * #spread()} is called.
   */
  public PtNDArray value() {
    return tensors.get(0);
  }

  /** Overwrites the value in place. */
  public void write(NDArray value) {
    tensors.forEach(tensor -> tensor.set(EVERYTHING, value));
  }

  /** Brings the tensors beside {@link #value()} to its value, after that was changed in place. */
  public void spread() {
    tensors.subList(1, tensors.size()).forEach(tensor -> tensor.set(EVERYTHING, value()));
  }

  /**
   * The gradient of the newest backward; zeros when the loss did not depend on the parameter.
   *
   * @param step owns what is returned
   */
  public PtNDArray gradient(NDManager step) {
    PtNDArray sum = gradientOf(tensors.get(0), step);
    for (PtNDArray alias : tensors.subList(1, tensors.size())) {
      sum.addi(gradientOf(alias, step));
    }
    return sum;
  }

  private static PtNDArray gradientOf(PtNDArray tensor, NDManager step) {
    PtNDArray gradient = JniUtils.getGradient(tensor);
    if (gradient == null) {
      return (PtNDArray) step.zeros(tensor.getShape(), tensor.getDataType());
    }
    gradient.attach(step);
    return gradient;
  }

  void zeroGradient() {
    for (PtNDArray tensor : tensors) {
      try (PtNDArray gradient = JniUtils.getGradient(tensor)) {
        if (gradient != null) {
          JniUtils.zeroGrad(tensor);
        }
      }
    }
  }
}
