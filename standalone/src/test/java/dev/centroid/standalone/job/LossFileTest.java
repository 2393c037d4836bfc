package dev.centroid.standalone.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossFileTest {

  @TempDir private Path directory;

  @Test
  void aStateThatNoStepLedToHasNoLosses() throws IOException {
    Path state = directory.resolve("state.safetensors");
    byte[] recalibrated =
        new SafetensorsWriter()
            .addFloats("buffer/norm.running_mean", List.of(2L), new float[] {1, 2})
            .toBytes();
    Files.write(state, recalibrated);

    assertThat(LossFile.read(state)).isEmpty();
  }
}
