package dev.centroid.protocol.codebook;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.grpc.CodebookKey;
import dev.centroid.protocol.grpc.CodebookVersion;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;

/** The records of this package as messages of the wire, and back. */
public final class CodebookMessages {

  /**
   * The longest content of a codebook that the service takes: 64 MiB, less the rest of a message.
   */
  public static final int LONGEST_CONTENT = (64 << 20) - (64 << 10);

  /** The longest message that client and service take. */
  public static final int LONGEST_MESSAGE = 64 << 20;

  private CodebookMessages() {}

  public static CodebookKey key(String jobId, String layer) {
    return CodebookKey.newBuilder().setJobId(jobId).setLayer(layer).build();
  }

  public static CodebookVersion version(String jobId, CodebookRef codebook) {
    return CodebookVersion.newBuilder()
        .setKey(key(jobId, codebook.layer()))
        .setVersion(codebook.version())
        .setDigest(codebook.digest().hex())
        .build();
  }

  /**
   * @throws InvalidInputException if the digest is none
   */
  public static CodebookRef ref(CodebookVersion version) {
    return new CodebookRef(
        version.getKey().getLayer(), version.getVersion(), digest(version.getDigest()));
  }

  /**
   * @throws InvalidInputException if it is none
   */
  public static Digest digest(String hex) {
    try {
      return new Digest(hex);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "a digest is 64 lower-case hexadecimal digits, but got '" + hex + "'", e);
    }
  }
}
