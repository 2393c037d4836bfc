package dev.centroid.standalone.command;

import dev.centroid.protocol.signing.Manifest;
import dev.centroid.protocol.signing.SignedFolder;
import dev.centroid.protocol.signing.SigningKey;
import dev.centroid.standalone.report.Quantities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs the files of a model. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description =
        "Writes model.sig, a signature over all files of a folder, in the form of OpenSSF Model"
            + " Signing.")
final class SignCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "A model's folder, such as `compress` writes.")
  private Path folder = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "Private key in PEM, of curve P-256, P-384 or P-521.")
  private Path key = Path.of("");

  @Override
  public Integer call() throws IOException {
    Path named = folder.toAbsolutePath().normalize();
    Manifest signed =
        new SignedFolder(folder).sign(String.valueOf(named.getFileName()), SigningKey.read(key));
    System.out.println(
        folder.resolve(SignedFolder.SIGNATURE)
            + " signs "
            + Quantities.counted(signed.files().size(), "file"));
    return 0;
  }
}
