package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.packed.DenseFile;
import dev.centroid.quantization.packed.DenseFile.FloatType;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.standalone.report.Quantities;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the model that a packed file stands for. */
@Command(
    name = "decompress",
    mixinStandardHelpOptions = true,
    description = {
      "Decodes a packed file into an ordinary safetensors file,",
      "or, with the model that was compressed, into dense TorchScript."
    })
final class DecompressCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PACKED.safetensors", description = "What `compress` wrote.")
  private Path packed = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "ORIGINAL.pt",
      description = "The model that was compressed, for its code: TorchScript is written.")
  private Optional<Path> original = Optional.empty();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Element type of floating-point tensors in a safetensors file: float32 or float16; the"
              + " model's own by default.")
  private Optional<String> dtype = Optional.empty();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DECODED",
      description = "Where to write; must not exist yet.")
  private Path out = Path.of("");

  @Override
  public Integer call() throws Exception {
    if (Files.exists(out)) {
      throw new InvalidInputException(
          "--out: " + out + " exists already; name another file or remove it");
    }
    if (original.isPresent()) {
      refuseType();
      byte[] decoded = decode(packed, original.get());
      write(file -> file.write(ByteBuffer.wrap(decoded)));
    } else {
      DenseFile dense = new DenseFile(PackedModelReader.open(packed), floatType());
      write(dense::writeTo);
    }
    System.out.println("wrote " + out + " (" + Quantities.count(Files.size(out)) + " bytes)");
    return 0;
  }

  private void refuseType() {
    if (dtype.isPresent()) {
      throw new InvalidInputException(
          "--dtype: TorchScript keeps the types that its code was made for; leave out --model to"
              + " write safetensors");
    }
  }

  private FloatType floatType() {
    return switch (dtype.orElse("")) {
      case "" -> FloatType.OWN;
      case "float32" -> FloatType.FLOAT32;
      case "float16" -> FloatType.FLOAT16;
      default ->
          throw new InvalidInputException(
              "--dtype: is " + Printable.quoted(dtype.get()) + "; give float32 or float16");
    };
  }

  /** The TorchScript archive that a packed file stands for. */
  static byte[] decode(Path packed, Path original) {
    return JobModel.decoded(TorchScriptArchive.open(original), PackedModelReader.open(packed));
  }

  private void write(FileWriter content) throws IOException {
    Path draft = out.resolveSibling("." + out.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try {
      try (FileChannel file =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(file);
      }
      Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @FunctionalInterface
  private interface FileWriter {
    void writeTo(WritableByteChannel file) throws IOException;
  }
}
