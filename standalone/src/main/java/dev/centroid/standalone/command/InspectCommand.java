package dev.centroid.standalone.command;

import dev.centroid.quantization.checkpoint.Checkpoint;
import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.standalone.job.CheckpointFiles;
import dev.centroid.standalone.report.ContentTable;
import dev.centroid.standalone.report.ContentTable.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a model file holds. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Lists the tensors of a TorchScript model, a packed file or a safetensors checkpoint.")
final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print the list as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<Content> contents = contents();
    List<String> lines = new ArrayList<>(ContentTable.lines(contents));
    operators().ifPresent(lines::add);
    Output.print(json, contents, lines);
    return 0;
  }

  /** What the code of an archive can do, for people. */
  private Optional<String> operators() throws IOException {
    if (CheckpointFiles.find(file).isPresent()) {
      return Optional.empty();
    }
    Set<String> operators = TorchScriptArchive.open(file).operators();
    return Optional.of(
        "its code calls %d operators, which only compute: %s"
            .formatted(
                operators.size(), operators.stream().sorted().collect(Collectors.joining(", "))));
  }

  private List<Content> contents() throws IOException {
    Optional<Checkpoint> checkpoint = CheckpointFiles.find(file);
    if (checkpoint.isEmpty()) {
      return archive();
    }
    return checkpoint.get().isPacked() ? packed() : tensors(checkpoint.get());
  }

  private static List<Content> tensors(Checkpoint checkpoint) {
    return checkpoint.tensors().stream()
        .map(
            info ->
                new Content(info.name(), info.dtype().name(), info.shape(), "stored", info.bytes()))
        .toList();
  }

  private List<Content> archive() {
    TorchScriptArchive archive = TorchScriptArchive.open(file);
    return archive.tensors().stream()
        .map(tensor -> content(tensor, archive.isSelfDecoding()))
        .toList();
  }

  private static Content content(ArchiveTensor tensor, boolean selfDecoding) {
    String what = (tensor.parameter() ? "parameter of " : "buffer of ") + tensor.moduleType();
    // Its codes are in lists beside it; `inspect` of the packed file tells more.
    boolean coded = selfDecoding && tensor.shape().equals(List.of(0L));
    TensorInfo info = new TensorInfo(tensor.path(), tensor.dtype(), tensor.shape());
    return new Content(
        tensor.path(),
        tensor.dtype().name(),
        tensor.shape(),
        coded ? what + ", decoded on loading" : what,
        info.bytes());
  }

  private List<Content> packed() {
    PackedModel packed = PackedModelReader.open(file);
    return packed.entries().stream().map(InspectCommand::content).toList();
  }

  private static Content content(PackedEntry entry) {
    TensorInfo dense = entry.dense();
    long bytes = entry.stored().stream().mapToLong(TensorInfo::bytes).sum();
    return new Content(
        dense.name(), dense.dtype().name(), dense.shape(), entry.description(), bytes);
  }
}
