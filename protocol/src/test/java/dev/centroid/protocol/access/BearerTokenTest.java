package dev.centroid.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenTest {

  private static final String TOKEN = "a-token-of-many-characters";

  @TempDir private Path directory;

  @Test
  void sendsTheNewTokenOnceItsFileHasChanged() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    BearerToken token = BearerToken.ofFile(file, "--token-file");
    assertThat(token.authorization()).isEqualTo("Bearer " + TOKEN);

    Files.writeString(file, "another-token-of-many-characters\n");

    assertThat(token.authorization()).isEqualTo("Bearer another-token-of-many-characters");
  }

  @Test
  void aTokenInAFileIsPassedOnAsTheFile() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN);

    BearerToken ofFile = BearerToken.ofFile(file, "--token-file");

    assertThat(BearerToken.settings("centroid.codebook", Optional.of(ofFile)))
        .isEqualTo(
            Map.of(
                "centroid.codebook.token-file",
                file.toAbsolutePath().toString(),
                "centroid.codebook.token",
                ""));
  }

  @Test
  void settingsHideThoseOfTheEnvironment() {
    assertThat(BearerToken.settings("centroid.api", Optional.of(BearerToken.ofText(TOKEN))))
        .isEqualTo(Map.of("centroid.api.token", TOKEN, "centroid.api.token-file", ""));
    assertThat(BearerToken.settings("centroid.api", Optional.empty()))
        .isEqualTo(Map.of("centroid.api.token", "", "centroid.api.token-file", ""));
  }

  @Test
  void refusesWhatTheServiceRefuses() {
    assertThatThrownBy(
            () ->
                BearerToken.configured("centroid.codebook", Optional.of("short"), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.codebook.token: the token has 5 characters");
    assertThat(BearerToken.configured("centroid.codebook", Optional.empty(), Optional.empty()))
        .isEmpty();
  }

  @Test
  void isNotPrinted() {
    assertThat(Optional.of(BearerToken.ofText(TOKEN))).asString().doesNotContain(TOKEN);
  }
}
