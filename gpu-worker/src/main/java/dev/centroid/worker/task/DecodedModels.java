package dev.centroid.worker.task;

import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.packed.PackedModelReader;
import java.nio.file.Path;

/** What a packed file stands for: the job's model with the weights that the file decodes to. */
final class DecodedModels {

  private DecodedModels() {}

  /**
   * @param packed the file
   * @return a TorchScript archive, the same bytes each time
   */
  static byte[] of(LoadedJob job, Path packed) {
    return JobModel.decoded(job.given(), PackedModelReader.open(packed));
  }
}
