package dev.centroid.quantization.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.DType;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TorchScriptArchiveTest {

  private static final Map<String, DType> TORCH_NAMES =
      Map.of(
          "float64", DType.F64,
          "float32", DType.F32,
          "float16", DType.F16,
          "bfloat16", DType.BF16,
          "int64", DType.I64,
          "int32", DType.I32,
          "int16", DType.I16,
          "int8", DType.I8,
          "uint8", DType.U8,
          "bool", DType.BOOL);

  @ParameterizedTest
  @MethodSource("dev.centroid.quantization.torchscript.Archives#names")
  void tensorsAreThoseOfPyTorchsStateDict(String name) {
    JsonNode expected = Archives.expected(name);

    TorchScriptArchive archive = Archives.open(name);

    assertThat(archive.tensors())
        .extracting(ArchiveTensor::path)
        .containsExactlyInAnyOrderElementsOf(expected::fieldNames);
    assertThat(archive.tensors())
        .allSatisfy(tensor -> assertDescribedBy(expected.get(tensor.path()), tensor));
  }

  private static void assertDescribedBy(JsonNode expected, ArchiveTensor tensor) {
    assertThat(tensor.dtype()).isEqualTo(TORCH_NAMES.get(expected.get("dtype").asText()));
    assertThat(tensor.shape()).isEqualTo(longs(expected.get("shape")));
    assertThat(tensor.stride()).isEqualTo(longs(expected.get("stride")));
    assertThat(tensor.parameter()).isEqualTo(expected.get("parameter").asBoolean());
    assertThat(tensor.moduleType()).endsWith(expected.get("module").asText());
  }

  private static List<Long> longs(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false).map(JsonNode::asLong).toList();
  }

  @ParameterizedTest
  @MethodSource("dev.centroid.quantization.torchscript.Archives#names")
  void contentsAreThoseThatPyTorchReads(String name) {
    JsonNode expected = Archives.expected(name);

    TorchScriptArchive archive = Archives.open(name);

    assertThat(archive.tensors())
        .allSatisfy(
            tensor ->
                assertThat(sha256(archive.data(tensor.path())))
                    .as(tensor.path())
                    .isEqualTo(expected.get(tensor.path()).get("sha256").asText()));
  }

  private static String sha256(ByteBuffer data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(data);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "conv_scripted, stem.0.weight, torch.nn.modules.conv.Conv2d",
    "conv_traced, stem.1.running_mean, torch.nn.modules.batchnorm.BatchNorm2d",
    "conv_scripted, line.weight, torch.nn.modules.conv.Conv1d",
    "conv_traced, up.weight, torch.nn.modules.conv.ConvTranspose2d",
    "conv_scripted, named.a key.bias, torch.nn.modules.linear.Linear",
    "language_traced, embedding.weight, torch.nn.modules.sparse.Embedding",
    "language_scripted, attention.in_proj_weight, torch.nn.modules.activation.MultiheadAttention",
    "recurrent_scripted, lstm.weight_hh_l1_reverse, torch.nn.modules.rnn.LSTM"
  })
  void theOwnersTypeIsItsPythonClass(String name, String path, String type) {
    assertThat(Archives.open(name).find(path)).map(ArchiveTensor::moduleType).hasValue(type);
  }

  @Test
  void plainTensorsAndAbsentBuffersAreLeftAlone() {
    assertThat(Archives.open("storages_scripted").tensors())
        .extracting(ArchiveTensor::path)
        .contains("scalar", "empty")
        .doesNotContain("plain", "absent");
  }

  @ParameterizedTest
  @CsvSource({"language_scripted", "language_traced"})
  void tiedWeightsAreFound(String name) {
    assertThat(Archives.open(name).tied()).isEqualTo(Map.of("output.weight", "embedding.weight"));
  }

  @Test
  void aModuleUnderTwoNamesIsTiedToItself() {
    assertThat(Archives.open("twice_scripted").tied())
        .isEqualTo(Map.of("second.weight", "first.weight", "second.bias", "first.bias"));
  }

  @Test
  void twoSlicesOfOneStorageAreNotTied() {
    TorchScriptArchive archive = Archives.open("storages_scripted");

    assertThat(archive.find("lower").orElseThrow().storageKey())
        .isEqualTo(archive.find("upper").orElseThrow().storageKey());
    assertThat(archive.tied()).isEmpty();
  }

  @Test
  void aTransposedParameterIsReadInTheOrderOfItsShape() {
    TorchScriptArchive archive = Archives.open("storages_scripted");
    ArchiveTensor tensor = archive.find("transposed").orElseThrow();

    assertThat(tensor.shape()).isEqualTo(List.of(3L, 4L));
    assertThat(tensor.stride()).isEqualTo(List.of(1L, 3L));
    assertThat(archive.floats("transposed")).hasSize(12);
    assertThat(archive.floats("upper")).startsWith(10f, 11f, 12f);
    assertThat(archive.floats("expanded")).containsExactly(1.5f, 1.5f, 1.5f, 1.5f);
  }

  @Test
  void integersAreNotReadAsFloats() {
    TorchScriptArchive archive = Archives.open("storages_scripted");

    assertThatThrownBy(() -> archive.floats("long_values"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("`long_values` holds I64");
  }

  @Test
  void anUnknownPathIsRefusedByName() {
    TorchScriptArchive archive = Archives.open("twice_scripted");

    assertThatThrownBy(() -> archive.data("third.weight"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("twice_scripted.pt: has no parameter or buffer `third.weight`");
  }

  @ParameterizedTest
  @CsvSource({"cifar10_cnn.pt, 344298", "shakespeare_lm.pt, 818176"})
  void sharedModelsHaveTheParametersTheyAreSaidToHave(String file, long parameters) {
    Path path = Path.of("..", "..", "shared", "data", file);
    assumeTrue(Files.exists(path), path + " is not here");

    TorchScriptArchive archive = TorchScriptArchive.open(path);

    Map<String, String> tied = archive.tied();
    assertThat(
            archive.tensors().stream()
                .filter(ArchiveTensor::parameter)
                .filter(tensor -> !tied.containsKey(tensor.path()))
                .mapToLong(tensor -> tensor.view().elements())
                .sum())
        .isEqualTo(parameters);
  }
}
