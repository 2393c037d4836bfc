package dev.centroid.protocol.codebook;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.task.CodebookRef;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads exactly the centroids that a task names. The codebook service answers first; where it has
 * another content under that version (the task was done twice on devices that do not agree to the
 * bit) or none, the blob is read by its digest from the artifact store.
 */
public final class CodebookReader {

  private final CodebookStore codebooks;
  private final ArtifactStore artifacts;

  public CodebookReader(CodebookStore codebooks, ArtifactStore artifacts) {
    this.codebooks = codebooks;
    this.artifacts = artifacts;
  }

  /**
   * The content that has the reference's digest.
   *
   * @throws CodebookUnavailableException if the service cannot be reached or cannot answer now
   * @throws IOException if neither the service nor the artifact store has that content
   */
  public byte[] read(String jobId, CodebookRef codebook) throws IOException {
    Optional<byte[]> held =
        codebooks
            .get(jobId, codebook.layer(), codebook.version())
            .filter(content -> Sha256.of(content).equals(codebook.digest()));
    return held.isPresent() ? held.get() : artifacts.read(codebook.digest());
  }
}
