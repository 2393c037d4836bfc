package dev.centroid.worker.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.centroid.quantization.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript model on the device, ready to train. Not to be used by two threads at once.
 *
 * <p>Whoever computes does so in one sub-manager a step ({@link #newStep()}), which frees every
 * intermediate when it is closed: native memory stays flat.
 */
public final class TorchModel implements AutoCloseable {

  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final Map<String, TorchParameter> parameters;

  private TorchModel(
      PtNDManager manager, PtSymbolBlock block, Map<String, TorchParameter> parameters) {
    this.manager = manager;
    this.block = block;
    this.parameters = parameters;
  }

  /**
   * Loads an archive; every parameter of floating point is made to require gradients.
   *
   * @param archive a TorchScript file's bytes
   * @param tied parameter paths to the path that holds their value
   * @param name of the file, for messages
   * @throws InvalidInputException if its code is not allowed, or libtorch cannot load it
   */
  public static TorchModel load(
      TorchEngine engine, byte[] archive, Map<String, String> tied, String name) {
    PtNDManager manager = engine.newManager();
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(
              manager, new ByteArrayInputStream(VettedArchive.of(archive, name)), true, false);
      NDList tensors = JniUtils.moduleGetParams(block, manager);
      return new TorchModel(manager, block, ParameterTable.of(tensors, tied));
    } catch (IOException | EngineException e) {
      manager.close();
      throw new InvalidInputException(
          name
              + ": libtorch cannot load this model ("
              + TorchFailure.of(e).text()
              + "); save it again with torch.jit.save",
          e);
    } catch (InvalidInputException e) {
      manager.close();
      throw e;
    }
  }

  /** A manager for one step: closing it frees everything made in it. */
  public NDManager newStep() {
    return manager.newSubManager();
  }

  /** The parameters in the model's order, tied ones once. */
  public List<TorchParameter> parameters() {
    return List.copyOf(parameters.values());
  }

  /**
   * One parameter.
   *
   * @throws IllegalArgumentException if there is none of that path, or it is tied to another
   */
  public TorchParameter parameter(String path) {
    TorchParameter parameter = parameters.get(path);
    if (parameter == null) {
      throw new IllegalArgumentException("no parameter '" + path + "' in the model");
    }
    return parameter;
  }

  /**
   * Runs the model.
   *
   * @param input owned by the step's manager, which will own the result too
   * @return the model's one output
   * @throws ModelRunException if libtorch refuses, e.g. the input's shape
   */
  public NDArray forward(NDArray input, ForwardMode mode) {
    JniUtils.setGradMode(mode.gradients());
    try {
      // Asked for each time: what mode the archive was saved in is unknown.
      if (mode.trainingMode()) {
        JniUtils.enableTrainingMode(block);
      } else {
        JniUtils.enableInferenceMode(block);
      }
      // The block's own forward has no gradients in evaluation mode.
      NDList outputs =
          IValueUtils.forward(block, new NDList(input), mode.trainingMode() || mode.gradients());
      if (outputs.size() != 1) {
        throw new ModelRunException(
            "the model gives " + outputs.size() + " tensors, but must give one, the logits");
      }
      return outputs.get(0);
    } catch (EngineException e) {
      throw new ModelRunException(TorchFailure.of(e), e);
    } finally {
      if (!mode.gradients()) {
        JniUtils.setGradMode(false);
      }
    }
  }

  /**
   * Computes gradients of every parameter, and leaves gradient mode.
   *
   * @param loss a scalar that a forward with a graph led to
   */
  public void backward(NDArray loss) {
    try {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) loss.onesLike(), false, false);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Forgets the gradients, so that the next backward starts from zero. */
  public void zeroGradients() {
    parameters.values().forEach(TorchParameter::zeroGradient);
  }

  /** The model as it is now: the only way to read its buffers. */
  public byte[] toArchive() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JniUtils.writeModule(block, bytes, false);
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
