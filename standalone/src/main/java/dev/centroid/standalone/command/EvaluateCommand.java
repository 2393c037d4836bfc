package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.job.CheckpointFiles;
import dev.centroid.standalone.report.Quantities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a model in this process. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures a TorchScript model, or what a packed file decodes to.")
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL.pt|PACKED.safetensors", description = "What to measure.")
  private Path file = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "ORIGINAL.pt",
      description = "With a packed file: the model that was compressed.")
  private Optional<Path> original = Optional.empty();

  @Option(
      names = "--eval",
      required = true,
      paramLabel = "FILE",
      description = "Data to measure on: safetensors with 'inputs' and 'labels'.")
  private Path evaluation = Path.of("");

  @Option(
      names = "--recipe",
      required = true,
      paramLabel = "FILE",
      description = "Says how data becomes inputs, and the metric.")
  private Path recipe = Path.of("");

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Threads; all processors by default.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Measured measured = Measured.of(this::archive, evaluation, recipe, threads);
    Output.print(
        json,
        measured,
        List.of(
            measured.line(),
            "loss      " + Quantities.format("%.4f", measured.loss()),
            "examples  " + Quantities.count(measured.examples())));
    return 0;
  }

  private byte[] archive() throws Exception {
    if (!CheckpointFiles.isSafetensors(file)) {
      return Files.readAllBytes(file);
    }
    return DecompressCommand.decode(
        file,
        original.orElseThrow(
            () ->
                new InvalidInputException(
                    file + ": is a packed file; name the model that it came from with --model")));
  }
}
