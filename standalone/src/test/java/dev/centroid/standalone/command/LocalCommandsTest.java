package dev.centroid.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.standalone.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no broker. */
class LocalCommandsTest {

  @TempDir Path directory;

  @Test
  void planListsEveryTensorWithTheReasonAndForetellsTheSize() {
    ConsoleCapture run = ConsoleCapture.of("plan", Sample.FOLDER.toString());

    assertThat(run.code()).isZero();
    assertThat(run.output())
        .anyMatch(line -> line.startsWith("conv2.0.weight ") && line.contains("128 centroids of 9"))
        .anyMatch(line -> line.startsWith("stem.0.weight ") && line.contains("kept"))
        .anyMatch(line -> line.contains("times smaller"));
  }

  @Test
  void planListsTheRangesOfQuantizedActivations(@TempDir Path folder) throws Exception {
    Path recipe = folder.resolve("recipe.yaml");
    String yaml = Files.readString(Sample.FOLDER.resolve("recipe.yaml"));
    Files.writeString(recipe, yaml + "\nactivations: {bits: 8}\n");
    String model = Sample.FOLDER.resolve("model.pt").toString();

    ConsoleCapture run = ConsoleCapture.of("plan", model, "--recipe", recipe.toString());

    assertThat(run.output())
        .anyMatch(line -> line.startsWith("conv2.0.input_low ") && line.contains("kept"));
  }

  @Test
  void planAsJsonIsOneObject() throws Exception {
    ConsoleCapture run = ConsoleCapture.of("plan", Sample.FOLDER.toString(), "--json");

    JsonNode plan = Json.mapper().readTree(String.join("\n", run.output()));
    assertThat(plan.path("packedFileBytes").asLong()).isPositive();
    assertThat(plan.path("layers")).isNotEmpty();
  }

  @Test
  void whatWasSignedIsVerified(@TempDir Path keys) throws Exception {
    TestKeys pair = TestKeys.draw(keys);
    Files.writeString(directory.resolve("weights"), "1 2 3");
    String folder = directory.toString();

    ConsoleCapture signed =
        ConsoleCapture.of("sign", folder, "--key", pair.privateKey().toString());
    ConsoleCapture verified =
        ConsoleCapture.of("verify", folder, "--key", pair.publicKey().toString());

    assertThat(signed.output()).containsExactly(folder + "/model.sig signs 1 file");
    assertThat(verified.output())
        .containsExactly("the signature is right: 1 file as signed with this key");
  }

  @Test
  void aFileThatWasChangedAfterSigningIsRefusedByName(@TempDir Path keys) throws Exception {
    TestKeys pair = TestKeys.draw(keys);
    Files.writeString(directory.resolve("weights"), "1 2 3");
    String folder = directory.toString();
    ConsoleCapture.of("sign", folder, "--key", pair.privateKey().toString());
    Files.writeString(directory.resolve("weights"), "1 2 4");

    ConsoleCapture verified =
        ConsoleCapture.of("verify", folder, "--key", pair.publicKey().toString());

    assertThat(verified.code()).isEqualTo(2);
    assertThat(verified.errors())
        .containsExactly("centroid: " + folder + ": `weights` has another content than was signed");
  }

  @Test
  void inspectListsTheTensorsOfAModel() {
    ConsoleCapture run = ConsoleCapture.of("inspect", Sample.FOLDER.resolve("model.pt").toString());

    assertThat(run.code()).isZero();
    assertThat(run.output())
        .anyMatch(line -> line.startsWith("classify.bias ") && line.contains("F32"))
        .anyMatch(line -> line.contains("buffer of torch.nn.modules.batchnorm.BatchNorm2d"));
  }

  @Test
  void evaluateMeasuresTheModelAsGiven() throws Exception {
    ConsoleCapture run =
        ConsoleCapture.of(
            "evaluate",
            Sample.FOLDER.resolve("model.pt").toString(),
            "--eval",
            Sample.FOLDER.resolve("eval.safetensors").toString(),
            "--recipe",
            Sample.FOLDER.resolve("recipe.yaml").toString(),
            "--json");

    assertThat(run.errors()).isEmpty();
    JsonNode figures = Json.mapper().readTree(String.join("\n", run.output()));
    assertThat(figures.path("value").asDouble()).isBetween(0.98, 1.0);
    assertThat(figures.path("examples").asLong()).isEqualTo(1500);
  }

  private Path checkpoint() throws IOException {
    TorchScriptArchive model = TorchScriptArchive.open(Sample.FOLDER.resolve("model.pt"));
    SafetensorsWriter writer = new SafetensorsWriter();
    for (ArchiveTensor tensor : model.tensors()) {
      writer.add(
          new TensorInfo(tensor.path(), tensor.dtype(), tensor.shape()), model.data(tensor.path()));
    }
    Files.write(directory.resolve("model.safetensors"), writer.toBytes());
    Files.writeString(
        directory.resolve("recipe.yaml"),
        """
        version: 1
        groups:
          - name: all
            layers:
              - {match: "conv*.0", blockSize: 9, centroids: 64}
        """);
    return directory;
  }

  @Test
  void aCheckpointIsCompressedAsItsPlanForetells() throws Exception {
    String folder = checkpoint().toString();
    Path out = directory.resolve("out");

    ConsoleCapture plan = ConsoleCapture.of("plan", folder, "--json");
    ConsoleCapture run = ConsoleCapture.of("compress", folder, "--out", out.toString(), "--json");

    JsonNode report = Json.mapper().readTree(String.join("\n", run.output()));
    assertThat(report.path("bytes").path("packed").asLong())
        .isEqualTo(Files.size(out.resolve("model.safetensors")))
        .isEqualTo(
            Json.mapper()
                .readTree(String.join("\n", plan.output()))
                .path("packedFileBytes")
                .asLong());
  }

  @Test
  void aCompressedCheckpointBecomesAnOrdinaryOneAgain() throws Exception {
    String folder = checkpoint().toString();
    String out = directory.resolve("out").toString();
    Path dense = directory.resolve("dense.safetensors");

    ConsoleCapture.of("compress", folder, "--out", out);
    ConsoleCapture.of(
        "decompress", out + "/model.safetensors", "--out", dense.toString(), "--dtype", "float16");

    assertThat(SafetensorsFile.open(dense).tensors())
        .filteredOn(tensor -> tensor.dtype().isFloatingPoint())
        .extracting(TensorInfo::dtype)
        .containsOnly(DType.F16);
  }

  @Test
  void inspectListsTheTensorsOfACheckpoint() throws Exception {
    ConsoleCapture run = ConsoleCapture.of("inspect", checkpoint().toString());

    assertThat(run.output())
        .anyMatch(line -> line.startsWith("classify.bias ") && line.contains("F32"));
  }

  @Test
  void versionNamesTheProgram() {
    assertThat(ConsoleCapture.of("--version").output())
        .singleElement()
        .asString()
        .startsWith("centroid ");
  }
}
