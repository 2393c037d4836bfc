package dev.centroid.standalone.job;

import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.standalone.report.LossPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The loss of every fine-tuning step, as a training state keeps it. */
public final class LossFile {

  private static final String LOSS = "history/loss";
  private static final String GROUP = "history/group";

  private LossFile() {}

  /**
   * @param state a training state: a safetensors file
   * @return the loss of each step; none when only statistics were re-estimated
   */
  public static List<LossPoint> read(Path state) {
    SafetensorsFile file = SafetensorsFile.open(state);
    if (file.find(LOSS).isEmpty()) {
      return List.of();
    }
    float[] losses = file.floats(LOSS);
    long[] groups = file.longs(GROUP);
    return IntStream.range(0, losses.length)
        .mapToObj(step -> new LossPoint((int) groups[step], losses[step]))
        .toList();
  }
}
