package dev.centroid.worker.engine;

import ai.djl.Device;
import dev.centroid.quantization.InvalidInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the engine computes on. */
final class TorchDevice {

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  private TorchDevice() {}

  /**
   * The device that a setting asks for.
   *
   * @param setting {@code auto} (the first GPU when there is one, else the CPU), {@code cpu},
   *     {@code cuda} or {@code cuda:N}
   * @param gpus number of GPUs that the engine sees
   * @throws InvalidInputException if the setting is none of these, or asks for a GPU that is not
   *     there
   */
  static Device select(String setting, int gpus) {
    if (setting.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (setting.equals("cpu")) {
      return Device.cpu();
    }
    Matcher cuda = CUDA.matcher(setting);
    if (!cuda.matches()) {
      throw new InvalidInputException(
          "centroid.worker.device: '" + setting + "' is not one of auto, cpu, cuda, cuda:N");
    }
    int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
    if (index >= gpus) {
      throw new InvalidInputException(
          "centroid.worker.device: '"
              + setting
              + "' is not there, the engine sees "
              + gpus
              + " GPUs; use auto or cpu, or install libtorch for CUDA");
    }
    return Device.gpu(index);
  }
}
