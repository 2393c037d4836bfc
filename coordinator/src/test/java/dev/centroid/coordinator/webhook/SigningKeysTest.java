package dev.centroid.coordinator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

  private static final String SETTING = "centroid.webhooks.ops";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "c2VjcmV0IG9mIGFub3RoZXIgZW5kcG9pbnQ=";

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void writeSecret() throws Exception {
    file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
  }

  private SigningKeys ofFile() {
    return SigningKeys.of(SETTING, Optional.empty(), Optional.of(file));
  }

  @Test
  void fileMayHoldTheNextSecretBesideTheOldOne() throws Exception {
    SigningKeys keys = ofFile();

    Files.writeString(file, SECRET + "\n\n" + OTHER + "\n");

    assertThat(keys.current())
        .extracting(secret -> secret.sign("id", 1, new byte[0]))
        .containsExactly(
            WebhookSecret.parse(SECRET, "").sign("id", 1, new byte[0]),
            WebhookSecret.parse(OTHER, "").sign("id", 1, new byte[0]));
  }

  @Test
  void fileThatIsGoneLaterIsSaidToBe() throws Exception {
    SigningKeys keys = ofFile();

    Files.delete(file);

    assertThatThrownBy(keys::current)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(SETTING + ".secret-file: " + file + " cannot be read");
  }

  @Test
  void fileWithoutASecretIsRefusedAtTheStart() throws Exception {
    Files.writeString(file, "\n");

    assertThatThrownBy(this::ofFile).hasMessageContaining("is empty");
  }

  @Test
  void oneOfSecretAndFileMustBeGiven() {
    assertThatThrownBy(() -> SigningKeys.of(SETTING, Optional.empty(), Optional.empty()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(SETTING + ".secret-file: is missing");
    assertThatThrownBy(() -> SigningKeys.of(SETTING, Optional.of(SECRET), Optional.of(file)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("are both given")
        .hasMessageNotContaining(SECRET);
  }
}
