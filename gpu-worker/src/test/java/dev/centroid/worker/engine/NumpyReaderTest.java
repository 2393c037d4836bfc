package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.safetensors.TensorValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/format.md says is enough: a reader written after it, with NumPy alone, agrees. */
@Tag("tools")
class NumpyReaderTest {

  private static final Path READER = Path.of("../deploy/readers/centroid_packed.py");

  private static final Map<DType, String> NUMPY =
      Map.of(
          DType.F64, "float64",
          DType.F32, "float32",
          DType.BF16, "float32",
          DType.F16, "float16",
          DType.I64, "int64",
          DType.I32, "int32",
          DType.I16, "int16",
          DType.I8, "int8",
          DType.U8, "uint8",
          DType.BOOL, "bool");

  @TempDir private Path directory;
  private final long seed = TestSeed.value();

  @BeforeAll
  static void requireNumpy() throws Exception {
    boolean there;
    try {
      there = run("python3", "-c", "import numpy").waitFor() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "skipped: needs python3 with numpy");
  }

  private static Process run(String... command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv_scripted | 'blockSize: 2, centroids: 4' | 'rest: float16, batchNorm: scaleAndShift'",
        "conv_traced | 'blockSize: 1, centroids: 5' | 'centroids: int8, codes: entropy'",
        "language_scripted | 'bits: 4, per: channel' | 'codes: entropy'",
        "storages_scripted | 'bits: 7' | ''",
        "tied_language_model | 'blockSize: 4, centroids: 16, permute: true' | 'rest: float16'",
        "tied_language_model | 'blockSize: 3, centroids: 300' | 'centroids: float32'",
      })
  void theReaderDecodesTheSameBits(String name, String rule, String packing) throws Exception {
    byte[] file =
        RandomPacked.file(
            TestArchives.parsed(name), RandomPacked.recipe(rule, packing), new Random(seed));
    Path packed = Files.write(directory.resolve("packed.safetensors"), file);

    Process reader = run("python3", READER.toString(), packed.toString());
    List<String> lines = reader.inputReader().lines().toList();

    assertThat(lines)
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(expected(PackedModelReader.open(packed)));
  }

  private static List<String> expected(PackedModel packed) {
    return packed.entries().stream()
        .map(entry -> line(entry.dense(), packed.decode(entry.dense().name())))
        .toList();
  }

  private static String line(TensorInfo tensor, ByteBuffer data) {
    // NumPy has no bfloat16.
    boolean widened = tensor.dtype() == DType.BF16;
    ByteBuffer shown = widened ? TensorValues.bytes(TensorValues.floats(DType.BF16, data)) : data;
    byte[] bytes = new byte[shown.remaining()];
    shown.get(bytes);
    String extents = String.join("x", tensor.shape().stream().map(String::valueOf).toList());
    return String.join(
        " ", tensor.name(), NUMPY.get(tensor.dtype()), extents, Sha256.of(bytes).hex());
  }
}
