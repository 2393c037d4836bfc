package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One job, whole, battered by crashes, and shared by two workers: the same file every time. */
class CompressIT {

  private static final List<String> PHASES =
      List.of("teach", "quantize spatial", "tune spatial", "package");

  private static final String FILL_THE_DISK =
      """
      "$@" > "$0.log" &
      process=$!
      until grep -qs "phase tune spatial: started" "$0.log"; do
        kill -0 $process || exit 1
        sleep 0.1
      done
      dd if=/dev/zero of="$0/filler" bs=64k 2> "$0.dd"
      wait $process
      echo "with a full disk: $?"
      rm "$0/filler"
      "$@" > "$0.log"
      echo "with room: $?"
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  private static Path job;
  private static Compression compression;
  private static Path undisturbed;

  @BeforeAll
  static void compressUndisturbed() throws Exception {
    job = SmallJob.in(directory.resolve("job"));
    compression = new Compression(job);
    undisturbed = directory.resolve("undisturbed");
    compression.start(undisturbed, directory.resolve("home")).end().successfully();
  }

  @Test
  void theReportTellsTheRealSizeOfThePackedFileAsThePlanForetoldIt() throws Exception {
    JsonNode report = report(undisturbed);
    long size = Files.size(undisturbed.resolve("model.safetensors"));

    assertThat(report.at("/bytes/packed").asLong()).isEqualTo(size);
    assertThat(report.at("/bytes/predicted").asLong()).isEqualTo(size);
    assertThat(report.at("/metric/before").asDouble()).isGreaterThan(0.98);
    assertThat(report.at("/losses")).hasSize(40);
    assertThat(undisturbed).isDirectoryContaining("glob:**/report.html");
  }

  @Test
  void theDecodedModelMeasuresTheSame() throws Exception {
    Path decoded = directory.resolve("decoded.pt");
    CentroidProcess.start(
            "decompress",
            undisturbed.resolve("model.safetensors").toString(),
            "--model",
            job.resolve("model.pt").toString(),
            "--out",
            decoded.toString())
        .end()
        .successfully();
    CentroidProcess.Ended measured =
        CentroidProcess.start(
                "evaluate",
                decoded.toString(),
                "--eval",
                job.resolve("eval.safetensors").toString(),
                "--recipe",
                job.resolve("recipe.yaml").toString(),
                "--threads",
                "2",
                "--json")
            .end()
            .successfully();

    assertThat(json(measured).at("/value")).isEqualTo(report(undisturbed).at("/metric/after"));
  }

  @Test
  void bothFilesOfAResultAreVerifiedToHoldTheSameModel() throws Exception {
    CentroidProcess.Ended verified =
        CentroidProcess.start(
                "verify",
                undisturbed.toString(),
                "--eval",
                job.resolve("eval.safetensors").toString(),
                "--threads",
                "2",
                "--json")
            .end()
            .successfully();

    assertThat(json(verified).at("/metric")).isEqualTo(report(undisturbed).at("/metric/after"));
  }

  @Test
  void aChangedFileIsFoundByVerification() throws Exception {
    Path changed = Files.createDirectories(directory.resolve("changed"));
    Files.copy(undisturbed.resolve("model.pt"), changed.resolve("model.pt"));
    byte[] packed = Files.readAllBytes(undisturbed.resolve("model.safetensors"));
    packed[packed.length - 1] ^= 1;
    Files.write(changed.resolve("model.safetensors"), packed);

    CentroidProcess.Ended verified = CentroidProcess.start("verify", changed.toString()).end();

    assertThat(verified.code()).isEqualTo(2);
    assertThat(verified.errors()).singleElement().asString().contains("tensor ");
  }

  @Test
  void theModelThatDecodesItselfIsAsSmallAsThePackedFileAndItsCode() throws Exception {
    Path model = undisturbed.resolve("model.pt");
    long code;
    try (ZipFile archive = new ZipFile(model.toFile())) {
      code =
          archive.stream()
              .filter(entry -> entry.getName().endsWith(".py"))
              .mapToLong(ZipEntry::getSize)
              .sum();
    }

    assertThat(Files.size(model))
        .isLessThanOrEqualTo(Files.size(undisturbed.resolve("model.safetensors")) + 20_000 + code);
  }

  @Test
  void theSameCommandAgainGivesTheResultAtOnce() throws Exception {
    CentroidProcess.Ended again =
        compression.start(undisturbed, directory.resolve("home")).end().successfully();

    assertThat(again.output()).anyMatch(line -> line.contains("was there already"));
  }

  @Test
  void theHomeIsForItsOwnerOnlyAndTheResultHasTheModesOfTheUser() throws Exception {
    Path byUser = Files.createDirectories(directory.resolve("by-user"));

    assertThat(Modes.openToOthers(directory.resolve("home"))).isEmpty();
    assertThat(Files.getPosixFilePermissions(undisturbed))
        .isEqualTo(Files.getPosixFilePermissions(byUser));
    assertThat(Files.getPosixFilePermissions(undisturbed.resolve("model.pt")))
        .isEqualTo(Files.getPosixFilePermissions(Files.createFile(byUser.resolve("file"))));
  }

  @Test
  @Tag("chaos")
  void killedOnceInEachPhaseItEndsWithTheSameFileToTheBit() throws Exception {
    Path home = directory.resolve("battered-home");
    Path out = directory.resolve("battered");

    compression.killedInEach(PHASES, out, home);

    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
  }

  @Test
  @Tag("slow")
  void twoWorkersGiveTheSameFileToTheBit() throws Exception {
    Path out = directory.resolve("shared");
    compression.start(out, directory.resolve("shared-home"), "--workers", "2").end().successfully();

    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
  }

  @Test
  void labelsOutOfRangeAreRefusedInOneLineAndNothingIsWritten() throws Exception {
    Path spoilt = SmallJob.in(directory.resolve("spoilt"));
    byte[] data = Files.readAllBytes(spoilt.resolve("eval.safetensors"));
    data[data.length - 1] = 77;
    Files.write(spoilt.resolve("eval.safetensors"), data);
    Path out = directory.resolve("never");

    CentroidProcess.Ended run =
        CentroidProcess.start(
                "compress",
                spoilt.toString(),
                "--out",
                out.toString(),
                "--home",
                directory.resolve("spoilt-home").toString())
            .end();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors()).singleElement().asString().startsWith("centroid: ").contains("77");
    assertThat(out).doesNotExist();
  }

  @Test
  @Tag("slow")
  void stoppedItSaysHowToGoOn() throws Exception {
    CentroidProcess stopped =
        compression.start(directory.resolve("stopped-out"), directory.resolve("stopped"));
    stopped.awaitLine(line -> line.startsWith("phase teach: started"));
    stopped.stop();
    CentroidProcess.Ended run = stopped.end();

    assertThat(run.code()).isEqualTo(143);
    assertThat(run.output()).last().asString().startsWith("stopped; run the same command again");
    assertThat(run.errors()).isEmpty();
  }

  @Test
  @Tag("slow")
  void aFullDiskIsToldInOneLineAndWithRoomAgainItEndsWithTheSameFile() throws Exception {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    Path out = directory.resolve("after-full-disk");
    assumeTrue(
        CentroidProcess.run(unshared("true", disk, List.of())).end().code() == 0,
        "skipped: needs an unprivileged user namespace (unshare) in which tmpfs can be mounted");

    CentroidProcess.Ended run =
        CentroidProcess.run(
                unshared(
                    FILL_THE_DISK,
                    disk,
                    CentroidProcess.command(
                        "compress",
                        job.toString(),
                        "--out",
                        out.toString(),
                        "--threads",
                        "2",
                        "--home",
                        disk.resolve("home").toString())))
            .end();

    assertThat(run.output()).containsSubsequence("with a full disk: 2", "with room: 0");
    assertThat(run.errors())
        .singleElement()
        .asString()
        .startsWith("centroid: ")
        .contains("disk", "full", "run the same command again");
    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.safetensors"));
  }

  /** A shell, in a name space of its own, to which the directory is a disk of 300 MB. */
  private static List<String> unshared(String script, Path disk, List<String> command) {
    List<String> shell =
        new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c"));
    shell.add("mount -t tmpfs -o size=300m tmpfs \"$0\" || exit 1\n" + script);
    shell.add(disk.toString());
    shell.addAll(command);
    return shell;
  }

  private static JsonNode json(CentroidProcess.Ended run) throws IOException {
    return new ObjectMapper().readTree(String.join("\n", run.output()));
  }

  private static JsonNode report(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("report.json").toFile());
  }
}
