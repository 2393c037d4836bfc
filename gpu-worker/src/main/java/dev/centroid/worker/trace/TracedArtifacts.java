package dev.centroid.worker.trace;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** An artifact store, each of whose uses is a span. */
final class TracedArtifacts implements ArtifactStore {

  private static final String READ = "artifact read";
  private static final String STORE = "artifact store";
  private static final String DIGEST = "centroid.blob";
  private static final String SOURCE = "centroid.blob.from";

  private final ArtifactStore artifacts;
  private final TaskTraces traces;

  TracedArtifacts(ArtifactStore artifacts, TaskTraces traces) {
    this.artifacts = artifacts;
    this.traces = traces;
  }

  @Override
  public Digest put(byte[] content) throws IOException {
    return traces.part(STORE, SOURCE, "memory", () -> artifacts.put(content));
  }

  @Override
  public Digest put(Path file) throws IOException {
    return traces.part(STORE, SOURCE, "file", () -> artifacts.put(file));
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    return traces.part(STORE, SOURCE, "stream", () -> artifacts.put(content));
  }

  @Override
  public Path file(Digest digest) throws IOException {
    return traces.part(READ, DIGEST, digest.toString(), () -> artifacts.file(digest));
  }

  @Override
  public byte[] read(Digest digest) throws IOException {
    return traces.part(READ, DIGEST, digest.toString(), () -> artifacts.read(digest));
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    return artifacts.contains(digest);
  }
}
