package dev.centroid.standalone.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.MissingArtifactException;
import dev.centroid.protocol.signing.Manifest;
import dev.centroid.protocol.signing.SignedFolder;
import dev.centroid.protocol.signing.SigningKey;
import dev.centroid.protocol.signing.VerificationKey;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.TestKeys;
import dev.centroid.standalone.report.JobExamples;
import dev.centroid.standalone.report.Report;
import dev.centroid.standalone.report.ReportBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {

  private static final Report EXAMPLE =
      ReportBuilder.build(JobExamples.completed(), JobExamples.run());

  @TempDir Path directory;
  private DirectoryArtifactStore store;
  private Report report;
  private ResultFiles result;

  @BeforeEach
  void storeResult() throws IOException {
    store = new DirectoryArtifactStore(directory.resolve("store"));
    report =
        withDigests(
            store.put(new byte[] {1, 2}), store.put(new byte[] {3}), store.put(new byte[] {4}));
    result = new ResultFiles(directory.resolve("deep/out"), Optional.empty());
  }

  @Test
  void writesItsFilesAndNothingElse() throws IOException {
    result.write(report, store);

    assertThat(result.directory())
        .isDirectoryContaining("glob:**/report.json")
        .isDirectoryContaining("glob:**/report.html");
    assertThat(result.directory().resolve("model.safetensors")).hasBinaryContent(new byte[] {1, 2});
    assertThat(result.directory().resolve("model.pt")).hasBinaryContent(new byte[] {3});
    assertThat(result.directory().resolve("recipe.yaml")).hasBinaryContent(new byte[] {4});
    assertThat(result.directory().getParent()).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void isSignedUnderItsOwnName(@TempDir Path keys) throws Exception {
    TestKeys pair = TestKeys.draw(keys);
    SigningKey key = SigningKey.read(pair.privateKey());

    new ResultFiles(result.directory(), Optional.of(key)).write(report, store);

    Manifest signed =
        new SignedFolder(result.directory()).verify(VerificationKey.read(pair.publicKey()));
    assertThat(signed.model()).isEqualTo("out");
  }

  @Test
  void aResultThatIsThereIsSignedWhenThatIsAsked(@TempDir Path keys) throws Exception {
    result.write(report, store);
    TestKeys pair = TestKeys.draw(keys);
    SigningKey key = SigningKey.read(pair.privateKey());

    new ResultFiles(result.directory(), Optional.of(key)).resultOf(report.jobId());

    SignedFolder signed = new SignedFolder(result.directory());
    assertThat(signed.verify(VerificationKey.read(pair.publicKey())).files())
        .containsKey("model.pt");
  }

  @Test
  void knowsItsOwnResultAgain() throws IOException {
    result.write(report, store);

    assertThat(result.resultOf(report.jobId())).contains(report);
  }

  @Test
  void writesIntoAnEmptyDirectory() throws IOException {
    Files.createDirectories(result.directory());

    result.write(report, store);

    assertThat(result.resultOf(report.jobId())).isPresent();
  }

  @Test
  void leavesNothingBehindWhenABlobIsMissing() {
    Report broken =
        withDigests(JobExamples.digest('d'), JobExamples.digest('e'), JobExamples.digest('f'));

    assertThatThrownBy(() -> result.write(broken, store))
        .isInstanceOf(MissingArtifactException.class);

    assertThat(result.directory()).doesNotExist();
    assertThat(result.directory().getParent()).isEmptyDirectory();
  }

  @Test
  void refusesADirectoryThatHoldsSomethingElse() throws IOException {
    Files.createDirectories(result.directory());
    Files.writeString(result.directory().resolve("thesis.txt"), "mine");

    assertThatThrownBy(result::requireUsable)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--out")
        .hasMessageContaining(result.directory().toString());
  }

  @Test
  void refusesTheResultOfAnotherJob() throws IOException {
    result.write(report, store);

    assertThatThrownBy(() -> result.resultOf("another"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--out");
  }

  private static Report withDigests(Digest packed, Digest model, Digest recipe) {
    Map<String, String> digests = new HashMap<>(EXAMPLE.digests());
    digests.put("packed", packed.hex());
    digests.put("selfDecoding", model.hex());
    digests.put("recipe", recipe.hex());
    return new Report(
        EXAMPLE.jobId(),
        EXAMPLE.metric(),
        EXAMPLE.bytes(),
        EXAMPLE.seconds(),
        EXAMPLE.layers(),
        EXAMPLE.groups(),
        EXAMPLE.losses(),
        EXAMPLE.notes(),
        digests,
        EXAMPLE.seed(),
        EXAMPLE.threads(),
        EXAMPLE.versions());
  }
}
