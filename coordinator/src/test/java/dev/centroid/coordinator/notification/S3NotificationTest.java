package dev.centroid.coordinator.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.artifact.s3.BucketObject;
import dev.centroid.quantization.InvalidInputException;
import java.net.URLEncoder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3NotificationTest {

  @ParameterizedTest
  @ValueSource(strings = {"a.pt", "in coming/my model+1.pt", "größe/模型.pt", "100%/a&b=c.pt"})
  void keysComeBackAsTheyWere(String key) {
    byte[] message = Messages.ofAmazon("models", URLEncoder.encode(key, UTF_8), "d41d");

    assertThat(S3Notification.read(message))
        .containsExactly(
            new CreatedObject(new BucketObject("models", key, Optional.empty()), "d41d"));
  }

  @Test
  void aVersionIsReadAndTellsContentsApartWhereThereIsNoTag() {
    assertThat(S3Notification.read(Messages.ofMinio("models", "a.pt", "v7")))
        .containsExactly(
            new CreatedObject(new BucketObject("models", "a.pt", Optional.of("v7")), "v7"));
  }

  @Test
  void whatIsNoCreationIsLeftOut() {
    String message = new String(Messages.ofAmazon("models", "a.pt", "d41d"), UTF_8);

    assertThat(
            S3Notification.read(
                message.replace("ObjectCreated:Put", "ObjectRemoved:Delete").getBytes(UTF_8)))
        .isEmpty();
  }

  @Test
  void theTestMessageOfAmazonTellsOfNothing() {
    assertThat(
            S3Notification.read(
                "{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"models\"}"
                    .getBytes(UTF_8)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1, 2                                     | is not JSON",
        "{}                                        | 'Records'",
        "{\"Records\": {}}                         | 'Records'",
        "{\"Records\": [{}]}                       | 'Records[0].eventName'",
        "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\"}]} | 'Records[0].s3.bucket.name'",
      })
  void whatIsNoNotificationIsRefusedByTheNameOfItsField(String message, String named) {
    assertThatThrownBy(() -> S3Notification.read(message.getBytes(UTF_8)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(named);
  }
}
