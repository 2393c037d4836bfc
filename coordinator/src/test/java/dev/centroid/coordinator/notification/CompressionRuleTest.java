package dev.centroid.coordinator.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.artifact.s3.BucketObject;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompressionRuleTest {

  private static final InputReference ANY = InputReference.parse("/any");

  @ParameterizedTest
  @CsvSource({
    "models, incoming/a.pt, true",
    "models, incoming/deep/er.pt, true",
    "models, incoming/.pt, true",
    "models, incoming/a.onnx, false",
    "models, outgoing/a.pt, false",
    "models, Incoming/a.pt, false",
    "other, incoming/a.pt, false",
  })
  void objectsOfItsBucketWithItsPrefixAndSuffixAreItsModels(
      String bucket, String key, boolean expected) {
    assertThat(rule("incoming/", ".pt").matches(new BucketObject(bucket, key, Optional.empty())))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"aba, false", "abba, true", "abaaba, true"})
  void prefixAndSuffixDoNotOverlap(String key, boolean expected) {
    assertThat(rule("ab", "ba").matches(new BucketObject("models", key, Optional.empty())))
        .isEqualTo(expected);
  }

  private static CompressionRule rule(String prefix, String suffix) {
    return new CompressionRule("a-rule", "models", prefix, suffix, ANY, ANY, ANY, 1, 1);
  }
}
