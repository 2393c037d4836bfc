package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** libtorch takes archives whose pickle was written anew for what they were. */
class RewrittenArchiveTest {

  private static final Path SHARED = Path.of("../../shared/data");

  private final TorchEngine engine = TestEngine.onThisThread();

  @ParameterizedTest
  @MethodSource("dev.centroid.worker.engine.TestArchives#withInputs")
  void outputsAreThoseOfTheArchiveAsItWas(String name, String input) {
    assertSameOutputs(TestArchives.bytes(name), input);
  }

  @ParameterizedTest
  @CsvSource({"cifar10_cnn, 2x3x32x32", "shakespeare_lm, 2x64 of 40"})
  void outputsOfRealModelsAreThoseOfTheModelAsItWas(String name, String input) throws IOException {
    Path file = SHARED.resolve(name + ".pt");
    assumeTrue(Files.exists(file), "the shared models are not here: " + file);

    assertSameOutputs(Files.readAllBytes(file), input);
  }

  private void assertSameOutputs(byte[] given, String input) {
    TorchScriptArchive archive = TorchScriptArchive.parse(given, "given");
    byte[] written = archive.withModules(Map.of());

    for (ForwardMode mode : ForwardMode.values()) {
      assertThat(output(written, archive.tied(), input, mode))
          .as(mode.name())
          .isEqualTo(output(given, archive.tied(), input, mode));
    }
  }

  /**
   * @param input as {@link TestInputs} takes it
   */
  private float[] output(byte[] archive, Map<String, String> tied, String input, ForwardMode mode) {
    try (TorchModel model = TorchModel.load(engine, archive, tied, "model");
        NDManager step = model.newStep()) {
      engine.seed(1);
      return model.forward(TestInputs.of(step, input), mode).toFloatArray();
    }
  }
}
