package dev.centroid.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.access.CallerCheck.Finding;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerCheckTest {

  private static final String TOKEN = "a-token-of-many-characters";

  @TempDir private Path directory;

  private static CallerCheck withToken() {
    return CallerCheck.of("centroid.api", Optional.of(TOKEN), Optional.empty());
  }

  private static Finding finding(CallerCheck check, String authorization) {
    return check.of(Optional.of(authorization));
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer a-token-of-many-characters, WELCOME",
    "bearer a-token-of-many-characters, WELCOME",
    "Bearer a-token-of-many-character, WRONG_TOKEN",
    "Bearer a-token-of-many-characterss, WRONG_TOKEN",
    "Bearer A-token-of-many-characters, WRONG_TOKEN",
    "'Bearer ', WRONG_TOKEN",
    "Bearer, NO_TOKEN",
    "Basic a-token-of-many-characters, NO_TOKEN",
    "a-token-of-many-characters, NO_TOKEN",
    "'', NO_TOKEN",
    "'Bearer a-token-of-many-characters,Bearer a-token-of-many-characters', WRONG_TOKEN",
  })
  void onlyTheWholeTokenAfterItsSchemeIsWelcome(String authorization, Finding finding) {
    assertThat(finding(withToken(), authorization)).isEqualTo(finding);
  }

  @Test
  void whoeverSendsNothingIsNotWelcome() {
    assertThat(withToken().of(Optional.empty())).isEqualTo(Finding.NO_TOKEN);
  }

  @Test
  void withoutATokenEverybodyIsWelcome() {
    CallerCheck open = CallerCheck.of("centroid.api", Optional.empty(), Optional.empty());

    assertThat(open.of(Optional.empty())).isEqualTo(Finding.WELCOME);
  }

  @Test
  void aChangedFileCountsAtOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    CallerCheck check = CallerCheck.of("centroid.api", Optional.empty(), Optional.of(file));
    assertThat(finding(check, "Bearer " + TOKEN)).isEqualTo(Finding.WELCOME);

    Files.writeString(file, "another-token-of-many-characters\n");

    assertThat(finding(check, "Bearer " + TOKEN)).isEqualTo(Finding.WRONG_TOKEN);
    assertThat(finding(check, "Bearer another-token-of-many-characters"))
        .isEqualTo(Finding.WELCOME);
  }

  @Test
  void nobodyIsLetInWhileTheFileIsEmpty() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN);
    CallerCheck check = CallerCheck.of("centroid.api", Optional.empty(), Optional.of(file));

    Files.writeString(file, "");

    assertThatThrownBy(() -> finding(check, "Bearer ")).isInstanceOf(TokenFileException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "15 characters..",
        "fifteen-letters",
        "a token with spaces in it",
        "a-token-with-\u00fcmlauts-in-it",
        "two-tokens-of-many\ncharacters-are-refused"
      })
  void tokensThatAreShortOrCannotBeSentAreRefusedAndNotQuoted(String token) {
    assertThatThrownBy(() -> CallerCheck.of("centroid.api", Optional.of(token), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.api.token: the token has ")
        .satisfies(
            refused ->
                assertThat(token.isEmpty() || !refused.getMessage().contains(token)).isTrue());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> CallerCheck.of("centroid.api", Optional.empty(), Optional.of(missing)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.api.token-file: " + missing + " cannot be read");
  }

  @Test
  void oneOfTokenAndFileIsEnough() {
    assertThatThrownBy(
            () ->
                CallerCheck.of(
                    "centroid.api", Optional.of(TOKEN), Optional.of(directory.resolve("token"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("both given");
  }
}
