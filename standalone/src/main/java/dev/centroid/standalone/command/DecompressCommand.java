package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the model that a packed file stands for. */
@Command(
    name = "decompress",
    mixinStandardHelpOptions = true,
    description = "Decodes a packed file into a TorchScript model that runs anywhere.")
final class DecompressCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PACKED.safetensors", description = "What `compress` wrote.")
  private Path packed = Path.of("");

  @Option(
      names = "--model",
      required = true,
      paramLabel = "ORIGINAL.pt",
      description = "The model that was compressed; its code and shapes are used.")
  private Path original = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DECODED.pt",
      description = "Where to write; must not exist yet.")
  private Path out = Path.of("");

  @Override
  public Integer call() throws Exception {
    if (Files.exists(out)) {
      throw new InvalidInputException(
          "--out: " + out + " exists already; name another file or remove it");
    }
    byte[] decoded = decode(packed, original);
    write(decoded);
    System.out.println("wrote " + out + " (" + decoded.length + " bytes)");
    return 0;
  }

  /** The TorchScript archive that a packed file stands for. */
  static byte[] decode(Path packed, Path original) {
    return JobModel.decoded(TorchScriptArchive.open(original), PackedModelReader.open(packed));
  }

  private void write(byte[] content) throws IOException {
    Path draft = out.resolveSibling("." + out.getFileName() + ".new");
    try {
      Files.write(draft, content);
      Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
