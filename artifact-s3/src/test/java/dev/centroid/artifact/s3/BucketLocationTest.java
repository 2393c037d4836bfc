package dev.centroid.artifact.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.quantization.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketLocationTest {

  private static final Digest DIGEST = new Digest("ab".repeat(32));

  @ParameterizedTest
  @CsvSource({
    "s3://bucket, ''",
    "s3://bucket/, ''",
    "s3://bucket/some/prefix, some/prefix/",
    "s3://bucket/some/prefix/, some/prefix/"
  })
  void keysAreDigestsUnderThePrefix(String uri, String prefix) {
    assertThat(BucketLocation.parse(uri).key(DIGEST)).isEqualTo(prefix + DIGEST.hex());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "bucket", "s3:/bucket", "s3://", "s3://UPPER", "s3://b/a b", "http://b"})
  void anythingElseIsRefused(String uri) {
    assertThatThrownBy(() -> BucketLocation.parse(uri))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not of the form s3://bucket/prefix");
  }
}
