package dev.centroid.protocol.signing;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A model's folder with its signature, {@value #SIGNATURE}, in it. */
public final class SignedFolder {

  /** The name that OpenSSF's tool gives a signature. */
  public static final String SIGNATURE = "model.sig";

  private static final long LONGEST = 10_000_000;

  private final Path folder;

  /**
   * @param folder with the files of one model
   */
  public SignedFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Signs all files that are in the folder now, in place of an earlier signature.
   *
   * @param model the model's name
   * @return what was signed
   * @throws InvalidInputException if there is no file to sign, or something that is none
   */
  public Manifest sign(String model, SigningKey key) throws IOException {
    Manifest manifest = new Manifest(model, digests(SIGNATURE::equals), Set.of(SIGNATURE));
    if (manifest.files().isEmpty()) {
      throw refusal("holds no file to sign; give the folder of a model");
    }
    Path draft = folder.resolve("." + SIGNATURE + ".new");
    Files.write(draft, SignatureBundle.sign(manifest, key));
    Files.move(draft, folder.resolve(SIGNATURE), StandardCopyOption.ATOMIC_MOVE);
    return manifest;
  }

  /**
   * Checks the signature, and then that the folder holds the files that were signed and no others.
   *
   * @return what was signed
   * @throws InvalidInputException naming the file that is missing, changed or was not signed
   */
  public Manifest verify(VerificationKey key) throws IOException {
    Path signature = folder.resolve(SIGNATURE);
    if (!Files.isRegularFile(signature)) {
      throw refusal("is not signed, it holds no " + SIGNATURE);
    }
    if (Files.size(signature) > LONGEST) {
      throw new InvalidInputException(signature + ": has more than 10 MB");
    }
    Manifest manifest =
        SignatureBundle.verify(Files.readAllBytes(signature), signature.toString(), key);
    SortedMap<String, Digest> found =
        digests(path -> path.equals(SIGNATURE) || manifest.ignores(path));
    Manifest.Difference difference = manifest.difference(found);
    refuse(difference.changed(), "has another content than was signed");
    refuse(difference.missing(), "was signed, but is missing");
    refuse(difference.unsigned(), "was not signed; remove it");
    return manifest;
  }

  private void refuse(Set<String> paths, String problem) {
    paths.stream()
        .findFirst()
        .ifPresent(
            path -> {
              throw new InvalidInputException(
                  folder + ": " + Printable.quoted(path) + " " + problem);
            });
  }

  private SortedMap<String, Digest> digests(Predicate<String> ignored) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw refusal("is no folder");
    }
    SortedMap<String, Digest> digests = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String path = folder.relativize(file).toString().replace('\\', '/');
            if (!ignored.test(path)) {
              if (!attributes.isRegularFile()) {
                throw new InvalidInputException(
                    file + ": is a link or no file, and cannot be signed; replace it by a file");
              }
              digests.put(path, Sha256.of(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return digests;
  }

  private InvalidInputException refusal(String problem) {
    return new InvalidInputException(folder + ": " + problem);
  }
}
