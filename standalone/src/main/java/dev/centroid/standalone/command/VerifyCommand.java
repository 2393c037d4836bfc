package dev.centroid.standalone.command;

import dev.centroid.protocol.signing.SignedFolder;
import dev.centroid.protocol.signing.VerificationKey;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.standalone.report.Quantities;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.task.RoundTrip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows that a result is whole, and whose it is. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Decodes model.pt by libtorch and model.safetensors by our own decoder, and compares every"
          + " tensor bit by bit.",
      "With --key, checks the signature first. A folder without model.pt has nothing to compare, and"
          + " its signature only is checked."
    })
final class VerifyCommand implements Callable<Integer> {

  private static final String MODEL = "model.pt";
  private static final String PACKED = "model.safetensors";
  private static final String RECIPE = "recipe.yaml";

  @Parameters(
      paramLabel = "DIR",
      description = "What `compress` wrote: a folder with model.pt and model.safetensors.")
  private Path folder = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Public key in PEM of whom you trust: refuse what they did not sign.")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--eval",
      paramLabel = "FILE",
      description = "Measure model.pt too, on data as for compress; the recipe is DIR's.")
  private Optional<Path> evaluation = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Threads to measure with; all processors by default.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "Print what was found as JSON.")
  private boolean json;

  /**
   * What was found, as JSON has it.
   *
   * @param signedFiles files of the folder, all signed by the key that was given
   * @param compared files of the same model
   * @param metric of model.pt
   */
  private record Verified(
      Optional<Integer> signedFiles, Optional<Compared> compared, Optional<Double> metric) {}

  /**
   * Files that hold the same model.
   *
   * @param modelBytes of model.pt
   * @param packedBytes of model.safetensors
   */
  private record Compared(int tensors, long modelBytes, long packedBytes) {}

  @Override
  public Integer call() throws Exception {
    Optional<Integer> signed =
        key.isPresent() ? Optional.of(signedFiles(key.get())) : Optional.empty();
    boolean signatureOnly = signed.isPresent() && !Files.exists(folder.resolve(MODEL));
    Optional<Compared> compared = signatureOnly ? Optional.empty() : Optional.of(compared());
    Optional<Measured> measured =
        evaluation.isPresent() ? Optional.of(measured(evaluation.get())) : Optional.empty();
    List<String> lines = new ArrayList<>();
    signed.map(VerifyCommand::line).ifPresent(lines::add);
    compared.map(VerifyCommand::line).ifPresent(lines::add);
    measured.map(Measured::line).ifPresent(lines::add);
    Output.print(json, new Verified(signed, compared, measured.map(Measured::value)), lines);
    return 0;
  }

  private int signedFiles(Path publicKey) throws IOException {
    return new SignedFolder(folder).verify(VerificationKey.read(publicKey)).files().size();
  }

  private Compared compared() throws IOException {
    Path model = require(MODEL);
    Path packedFile = require(PACKED);
    PackedModel packed = PackedModelReader.open(packedFile);
    new RoundTrip(TorchEngine.start("cpu"))
        .difference(TorchScriptArchive.open(model), packed)
        .ifPresent(
            difference -> {
              throw new InvalidInputException(
                  folder
                      + ": "
                      + difference
                      + "; one of the files was changed, compress the model again");
            });
    return new Compared(packed.entries().size(), Files.size(model), Files.size(packedFile));
  }

  private Measured measured(Path data) throws Exception {
    Path model = require(MODEL);
    return Measured.of(() -> Files.readAllBytes(model), data, require(RECIPE), threads);
  }

  private static String line(int signedFiles) {
    return "the signature is right: "
        + Quantities.counted(signedFiles, "file")
        + " as signed with this key";
  }

  private static String line(Compared compared) {
    return Quantities.counted(compared.tensors(), "tensor")
        + " with the same bits in "
        + MODEL
        + " ("
        + Quantities.count(compared.modelBytes())
        + " bytes, decoded by libtorch) and "
        + PACKED
        + " ("
        + Quantities.count(compared.packedBytes())
        + " bytes)";
  }

  private Path require(String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          file + ": there is no such file; give the folder that `compress` wrote with --out");
    }
    return file;
  }
}
