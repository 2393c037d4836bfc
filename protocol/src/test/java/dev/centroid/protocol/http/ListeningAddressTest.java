package dev.centroid.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.http.ListeningAddress.Callers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.0.0.2"})
  void theLoopbackIsGuardedAndTold(String host) {
    ListeningAddress address = new ListeningAddress(host, 8080, false, Callers.ANYBODY);

    assertThat(address.isGuarded()).isTrue();
    assertThat(address.line())
        .isEqualTo(
            "listens on "
                + host
                + ":8080 only; set quarkus.http.host to be reachable from elsewhere");
  }

  @ParameterizedTest
  @CsvSource({
    "false, WITH_TOKEN, false",
    "false, ANYBODY, false",
    "false, MONITORS, false",
    "true, WITH_TOKEN, true",
    "true, ANYBODY, false",
    "true, MONITORS, true",
  })
  void otherAddressesNeedTlsAndAToken(boolean encrypted, Callers callers, boolean guarded) {
    assertThat(new ListeningAddress("0.0.0.0", 8080, encrypted, callers).isGuarded())
        .isEqualTo(guarded);
  }

  @ParameterizedTest
  @EnumSource(Callers.class)
  void whoeverListensInIsWarnedOf(Callers callers) {
    assertThat(new ListeningAddress("0.0.0.0", 8080, false, callers).line())
        .startsWith("listens on 0.0.0.0:8080: without TLS")
        .contains("set quarkus.http.ssl.certificate.files")
        .doesNotContain("\n");
  }

  @Test
  void aMissingTokenIsWarnedOf() {
    assertThat(new ListeningAddress("0.0.0.0", 8443, true, Callers.ANYBODY).line())
        .contains("without a token anybody")
        .contains("set centroid.api.token-file")
        .doesNotContain("certificate");
  }

  @Test
  void aPortThatNobodyChoseHasNoNumber() {
    assertThat(new ListeningAddress("127.0.0.1", -1, false, Callers.ANYBODY).line())
        .startsWith("listens on 127.0.0.1 at a port that was free only");
  }
}
