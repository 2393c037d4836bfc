package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libtorch takes archives whose pickle was written anew for what they were. */
class RewrittenArchiveTest {

  private static final Path SHARED = Path.of("../../shared/data");

  private final TorchEngine engine = TestEngine.onThisThread();

  @ParameterizedTest
  @CsvSource({
    "conv_scripted, 2x3x12x12",
    "conv_traced, 2x3x12x12",
    "language_scripted, 2x5 of 11",
    "language_traced, 1x3 of 11",
    "recurrent_scripted, 2x5x4",
    "recurrent_traced, 1x5x4",
    "twice_scripted, 2x3",
    "storages_scripted, 2x4",
    "attributes_scripted, 3x2"
  })
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
   * @param input extents, and below which number its indices are if it holds indices
   */
  private float[] output(byte[] archive, Map<String, String> tied, String input, ForwardMode mode) {
    try (TorchModel model = TorchModel.load(engine, archive, tied, "model");
        NDManager step = model.newStep()) {
      engine.seed(1);
      return model.forward(input(step, input), mode).toFloatArray();
    }
  }

  private static NDArray input(NDManager step, String description) {
    String[] parts = description.split(" of ", -1);
    String[] extents = parts[0].split("x", -1);
    long[] shape = new long[extents.length];
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Long.parseLong(extents[i]);
      size *= (int) shape[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          parts.length > 1 ? i % Integer.parseInt(parts[1]) : (float) StrictMath.sin(0.7 * i);
    }
    NDArray input = step.create(values, new Shape(shape));
    return parts.length > 1 ? input.toType(DataType.INT64, false) : input;
  }
}
