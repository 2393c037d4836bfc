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
    Optional<Checkpoint> checkpoint = CheckpointFiles.find(file);
    if (checkpoint.isPresent()) {
      print(checkpoint.get().isPacked() ? packed() : tensors(checkpoint.get()), List.of());
    } else {
      TorchScriptArchive archive = TorchScriptArchive.open(file);
      print(tensors(archive), List.of(operators(archive)));
    }
    return 0;
  }

  private void print(List<Content> contents, List<String> more) throws IOException {
    List<String> lines = new ArrayList<>(ContentTable.lines(contents));
    lines.addAll(more);
    Output.print(json, contents, lines);
  }

  /** What the code of an archive can do, for people. */
  private static String operators(TorchScriptArchive archive) {
    Set<String> operators = archive.operators();
    return "its code calls %d operators, which only compute: %s"
        .formatted(operators.size(), operators.stream().sorted().collect(Collectors.joining(", ")));
  }

  private static List<Content> tensors(Checkpoint checkpoint) {
    return checkpoint.tensors().stream()
        .map(
            info ->
                new Content(info.name(), info.dtype().name(), info.shape(), "stored", info.bytes()))
        .toList();
  }

  private static List<Content> tensors(TorchScriptArchive archive) {
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
