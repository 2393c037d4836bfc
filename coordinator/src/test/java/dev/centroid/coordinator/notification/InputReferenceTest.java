package dev.centroid.coordinator.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.artifact.s3.BucketObject;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InputReferenceTest {

  private static final String DIGEST = "0a".repeat(32);

  @Test
  void objectsFilesAndBlobsAreToldApart() {
    assertThat(InputReference.parse("s3://data/glyphs/train.safetensors"))
        .isEqualTo(
            new InputReference.InBucket(
                new BucketObject("data", "glyphs/train.safetensors", Optional.empty())));
    assertThat(InputReference.parse("/etc/centroid/ipq.yaml"))
        .isEqualTo(new InputReference.File(Path.of("/etc/centroid/ipq.yaml")));
    assertThat(InputReference.parse(DIGEST)).isEqualTo(new InputReference.Blob(new Digest(DIGEST)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ipq.yaml", "s3://data", "s3:///key", "https://data/key", "0A"})
  void anythingElseIsRefusedWithWhatThereIs(String text) {
    assertThatThrownBy(() -> InputReference.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("s3://bucket/key")
        .hasMessageContaining("`" + text + "`");
  }
}
