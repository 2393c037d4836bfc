package dev.centroid.coordinator.notification;

import dev.centroid.artifact.s3.BucketObject;
import dev.centroid.artifact.s3.S3Objects;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.MissingArtifactException;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a rule has an input of a job from. */
public sealed interface InputReference {

  /** What is named by {@code s3://bucket/key}. */
  Pattern S3 = Pattern.compile("s3://([^/]+)/(.+)");

  /**
   * @param text {@code s3://bucket/key}, a blob's SHA-256, or the absolute path of a file
   * @throws InvalidInputException if it is none of these
   */
  static InputReference parse(String text) {
    Matcher object = S3.matcher(text);
    if (object.matches()) {
      return new InBucket(new BucketObject(object.group(1), object.group(2), Optional.empty()));
    }
    if (text.startsWith("/")) {
      return new File(Path.of(text));
    }
    try {
      return new Blob(new Digest(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          Printable.quoted(text)
              + " is neither s3://bucket/key, nor an absolute path, nor a blob's SHA-256",
          e);
    }
  }

  /**
   * Puts what it names into the artifact store as it is now.
   *
   * @return its digest
   * @throws dev.centroid.artifact.s3.MissingObjectException if there is no such object
   * @throws MissingArtifactException if there is no such blob
   * @throws IOException if it cannot be read or stored now
   */
  Digest store(ArtifactStore artifacts, S3Objects objects) throws IOException;

  /** A blob that is there already. */
  record Blob(Digest digest) implements InputReference {
    @Override
    public Digest store(ArtifactStore artifacts, S3Objects objects) throws IOException {
      if (!artifacts.contains(digest)) {
        throw new MissingArtifactException(digest, artifacts.toString());
      }
      return digest;
    }
  }

  /** An object. */
  record InBucket(BucketObject object) implements InputReference {
    @Override
    public Digest store(ArtifactStore artifacts, S3Objects objects) throws IOException {
      try (InputStream content = objects.read(object)) {
        return artifacts.put(content);
      }
    }
  }

  /** A file of this machine, such as one of a mounted ConfigMap. */
  record File(Path path) implements InputReference {
    @Override
    public Digest store(ArtifactStore artifacts, S3Objects objects) throws IOException {
      return artifacts.put(path);
    }
  }
}
