package dev.centroid.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the input is said in one line before anything is started or written. */
class BadInputTest {

  @TempDir Path directory;
  private Path job;

  @BeforeEach
  void copySample() throws IOException {
    job = Sample.copyTo(directory.resolve("job"));
  }

  @Test
  void aMissingModel() {
    assertRefused(compress(directory.resolve("none.pt")), "none.pt", "no such file");
  }

  @Test
  void aMissingDataFile() throws IOException {
    Files.delete(job.resolve("train.safetensors"));

    assertRefused(compress(job), "train.safetensors", "no such file");
  }

  @Test
  void anOptionThatIsMissing() {
    assertRefused(compress(job.resolve("model.pt")), "--data");
  }

  @Test
  void dataForACheckpoint() {
    ConsoleCapture run =
        ConsoleCapture.of(
            "compress",
            job.resolve("train.safetensors").toString(),
            "--data",
            "x",
            "--out",
            out().toString());

    assertRefused(run, "--data", "no code");
  }

  @Test
  void anUnknownOption() {
    assertRefused(ConsoleCapture.of("compress", job.toString(), "--ou", "x"), "--help");
  }

  @Test
  void aTruncatedModel() throws IOException {
    byte[] whole = Files.readAllBytes(job.resolve("model.pt"));
    Files.write(job.resolve("model.pt"), Arrays.copyOf(whole, whole.length / 2));

    assertRefused(compress(job), "model.pt");
  }

  @Test
  void aPickleThatIsNotTorchScript() throws IOException {
    byte[] pickle = "\u0080\u0002}q\u0000.".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(job.resolve("model.pt"), pickle);

    assertRefused(compress(job), "model.pt");
  }

  @Test
  void aSafetensorsFileWithALyingHeader() throws IOException {
    Path data = job.resolve("train.safetensors");
    byte[] bytes = Files.readAllBytes(data);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
    Files.write(data, bytes);

    assertRefused(compress(job), "train.safetensors");
  }

  @Test
  void aWeightThatIsNotANumber() throws IOException {
    TorchScriptArchive archive = TorchScriptArchive.open(job.resolve("model.pt"));
    ByteBuffer weight = archive.data("conv2.0.weight");
    ByteBuffer spoilt = ByteBuffer.allocate(weight.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    spoilt.put(weight).flip();
    spoilt.putFloat(44, Float.NaN);
    Files.write(job.resolve("model.pt"), archive.withTensors(Map.of("conv2.0.weight", spoilt)));

    assertRefused(compress(job), "conv2.0", "NaN", "11");
  }

  @Test
  void dataOfTwoShapes() throws IOException {
    writeData(job.resolve("eval.safetensors"), List.of(4L, 1L, 12L, 12L), new byte[4]);

    assertRefused(compress(job), "eval.safetensors", "[1, 12, 12]");
  }

  @Test
  void evaluationDataWithoutLabels() throws IOException {
    SafetensorsFile whole = SafetensorsFile.open(job.resolve("eval.safetensors"));
    byte[] inputsOnly =
        new SafetensorsWriter().add(whole.require("inputs"), whole.data("inputs")).toBytes();
    Files.write(job.resolve("eval.safetensors"), inputsOnly);

    assertRefused(compress(job), "eval.safetensors", "labels");
  }

  @Test
  void aRecipeThatMatchesNoLayer() throws IOException {
    Sample.editRecipe(job, "block.pointwise", "block.pointwize");

    assertRefused(compress(job), "block.pointwize");
  }

  @Test
  void anImpossibleBlockSize() throws IOException {
    Sample.editRecipe(job, "blockSize: 4, centroids: 64}", "blockSize: 5000, centroids: 64}");

    assertRefused(compress(job), "5000");
  }

  @Test
  void anUnknownKeyOfTheRecipe() throws IOException {
    Sample.editRecipe(job, "batchSize:", "batchSise:");

    assertRefused(compress(job), "recipe.yaml", "batchSise", "batchSize");
  }

  @Test
  void anOutputDirectoryThatHoldsSomethingElse() throws IOException {
    Path out = Files.createDirectories(out());
    Files.writeString(out.resolve("thesis.txt"), "mine");

    ConsoleCapture run = compress(job);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors()).singleElement().asString().contains("--out", out.toString());
    assertThat(out).isDirectoryContaining("glob:**/thesis.txt");
  }

  @Test
  void aBusyPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertRefused(
          ConsoleCapture.of("serve", "--port", port, "--home", home().toString()), "--port", port);
    }
  }

  @Test
  void noWorkersAtAll() {
    assertRefused(
        ConsoleCapture.of("compress", job.toString(), "--out", "x", "--workers", "0"), "--workers");
  }

  private ConsoleCapture compress(Path modelOrFolder) {
    return ConsoleCapture.of(
        "compress",
        modelOrFolder.toString(),
        "--out",
        out().toString(),
        "--home",
        home().toString());
  }

  private Path out() {
    return directory.resolve("out");
  }

  private Path home() {
    return directory.resolve("home");
  }

  private void assertRefused(ConsoleCapture run, String... words) {
    assertThat(run.errors()).singleElement().asString().startsWith("centroid: ").contains(words);
    assertThat(run.code()).isEqualTo(2);
    assertThat(out()).doesNotExist();
    assertThat(home()).doesNotExist();
  }

  private static void writeData(Path file, List<Long> inputs, byte[] labels) throws IOException {
    TensorInfo info = new TensorInfo("inputs", DType.U8, inputs);
    TensorInfo labelInfo = new TensorInfo("labels", DType.U8, List.of((long) labels.length));
    Files.write(
        file,
        new SafetensorsWriter()
            .add(info, ByteBuffer.allocate((int) info.bytes()))
            .add(labelInfo, ByteBuffer.wrap(labels))
            .toBytes());
  }
}
