package dev.centroid.protocol.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CodebookServersTest {

  @Test
  void severalAddressesAreDividedByCommas() {
    assertThat(CodebookServers.plain("a:1, b:2,c:65535").addresses())
        .containsExactly("a:1", "b:2", "c:65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a:", ":1", "a:x", "a:65536", "a:1,", "a:1,,b:2"})
  void refusesWhatIsNotHostAndPort(String addresses) {
    assertThatThrownBy(() -> CodebookServers.plain(addresses))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("host:port");
  }

  @Test
  void refusesACertificateOfTheClientWithoutOneToTrust() {
    Optional<CodebookServers.Identity> identity =
        Optional.of(new CodebookServers.Identity(Path.of("client.pem"), Path.of("client.key")));

    assertThatThrownBy(
            () -> new CodebookServers(List.of("a:1"), Optional.empty(), identity, Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("name that one too");
  }

  @Test
  void saysSoWhenACertificateCannotBeRead() {
    CodebookServers servers =
        CodebookServers.secure("localhost:1", Path.of("none.pem"), Optional.empty());

    assertThatThrownBy(() -> GrpcCodebookClient.connect(servers, RetryPolicy.DEFAULT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("none.pem", "PEM");
  }
}
