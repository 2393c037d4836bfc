package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.standalone.report.Quantities;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.task.RoundTrip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows that the two files of a result hold the same model. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Decodes model.pt by libtorch and model.safetensors by our own decoder, and compares every"
            + " tensor bit by bit.")
final class VerifyCommand implements Callable<Integer> {

  private static final String MODEL = "model.pt";
  private static final String PACKED = "model.safetensors";
  private static final String RECIPE = "recipe.yaml";

  @Parameters(
      paramLabel = "DIR",
      description = "What `compress` wrote: a folder with model.pt and model.safetensors.")
  private Path folder = Path.of("");

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

  /** What was found, as JSON has it. */
  private record Verified(int tensors, long modelBytes, long packedBytes, OptionalDouble metric) {}

  @Override
  public Integer call() throws Exception {
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
    Optional<Measured> measured =
        evaluation.isPresent()
            ? Optional.of(
                Measured.of(
                    () -> Files.readAllBytes(model), evaluation.get(), require(RECIPE), threads))
            : Optional.empty();
    Verified verified =
        new Verified(
            packed.entries().size(),
            Files.size(model),
            Files.size(packedFile),
            measured.stream().mapToDouble(Measured::value).findFirst());
    Output.print(json, verified, lines(verified, measured));
    return 0;
  }

  private static List<String> lines(Verified verified, Optional<Measured> measured) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Quantities.count(verified.tensors())
            + " tensors have the same bits in "
            + MODEL
            + " ("
            + Quantities.count(verified.modelBytes())
            + " bytes, decoded by libtorch) and "
            + PACKED
            + " ("
            + Quantities.count(verified.packedBytes())
            + " bytes)");
    measured.map(Measured::line).ifPresent(lines::add);
    return lines;
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
