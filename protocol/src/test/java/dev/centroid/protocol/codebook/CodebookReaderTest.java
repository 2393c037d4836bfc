package dev.centroid.protocol.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.MissingArtifactException;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.task.CodebookRef;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CodebookReaderTest {

  private static final byte[] HELD = "held by the service".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NAMED = "named by the task".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path root;
  private Server server;
  private GrpcCodebookClient codebooks;
  private DirectoryArtifactStore artifacts;
  private CodebookReader reader;

  @BeforeEach
  void start() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new InMemoryCodebooks())
            .build()
            .start();
    codebooks = GrpcCodebookClient.connect("localhost", server.getPort());
    artifacts = new DirectoryArtifactStore(root);
    reader = new CodebookReader(codebooks, artifacts);
    codebooks.put("job", "conv1", 0, HELD);
  }

  @AfterEach
  void stop() {
    codebooks.close();
    server.shutdownNow();
  }

  @Test
  void theServiceAnswersWhenItsContentIsTheOneNamed() throws IOException {
    assertThat(reader.read("job", new CodebookRef("conv1", 1, Sha256.of(HELD)))).isEqualTo(HELD);
  }

  @Test
  void theArtifactStoreAnswersWhenTheServiceHasAnotherContentUnderThatVersion() throws IOException {
    CodebookRef named = new CodebookRef("conv1", 1, artifacts.put(NAMED));

    assertThat(reader.read("job", named)).isEqualTo(NAMED);
  }

  @Test
  void theArtifactStoreAnswersWhenTheServiceLacksTheVersion() throws IOException {
    CodebookRef named = new CodebookRef("conv1", 2, artifacts.put(NAMED));

    assertThat(reader.read("job", named)).isEqualTo(NAMED);
  }

  @Test
  void saysSoWhenNeitherHasIt() {
    CodebookRef named = new CodebookRef("conv1", 1, Sha256.of(NAMED));

    assertThatThrownBy(() -> reader.read("job", named))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining(Sha256.of(NAMED).hex());
  }
}
