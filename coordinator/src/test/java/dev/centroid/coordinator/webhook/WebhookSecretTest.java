package dev.centroid.coordinator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {

  private static String base64(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  /** The vector that libraries of Standard Webhooks are tested with. */
  @ParameterizedTest
  @ValueSource(
      strings = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
  void signatureIsThatOfStandardWebhooks(String secret) {
    assertThat(
            WebhookSecret.parse(secret, "test")
                .sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 65, 200})
  void secretOfAnotherLengthIsRefused(int bytes) {
    assertThatThrownBy(() -> WebhookSecret.parse("whsec_" + base64(bytes), "the.setting"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("the.setting: the secret has " + bytes + " bytes");
  }

  @Test
  void whatIsSaidOfASecretDoesNotRepeatIt() {
    String secret = "not/base64/but.secret";

    assertThatThrownBy(() -> WebhookSecret.parse(secret, "the.setting"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("the.setting: the secret is not base64")
        .hasNoCause()
        .hasMessageNotContaining("but.secret");
  }
}
