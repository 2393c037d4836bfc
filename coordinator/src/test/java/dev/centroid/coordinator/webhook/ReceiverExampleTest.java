package dev.centroid.coordinator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receiver of {@code docs/events.md}, as it stands there, with messages that we sign. */
@Tag("tools")
class ReceiverExampleTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "c2VjcmV0IG9mIGFub3RoZXIgZW5kcG9pbnQ=";
  private static final byte[] BODY = "{\"n\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
  private static final String ID = "msg_1";

  @TempDir private Path directory;
  private final long now = Instant.now().getEpochSecond();

  @BeforeAll
  static void requirePython() throws Exception {
    assumeTrue(hasPython(), "python3 is not there, so the example of docs/events.md was not run");
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The lines of the example, without the indentation that makes them one. */
  private static String example() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../docs/events.md"));
    int first = lines.indexOf("    import base64, hashlib, hmac, time");
    assertThat(first).isNotNegative();
    return lines.subList(first, lines.size()).stream()
        .takeWhile(line -> line.isEmpty() || line.startsWith("    "))
        .map(line -> line.isEmpty() ? line : line.substring(4))
        .collect(Collectors.joining("\n"));
  }

  private static String sign(String secret, long seconds) {
    return WebhookSecret.parse(secret, "test").sign(ID, seconds, BODY);
  }

  private boolean verifies(String secret, long seconds, String signature, byte[] body)
      throws Exception {
    Path program =
        Files.writeString(
            directory.resolve("receiver.py"),
            example()
                + "\nimport sys\n"
                + "names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']\n"
                + "headers = dict(zip(names, sys.argv[2:5]))\n"
                + "print(verify(sys.argv[1], headers, open(sys.argv[5], 'rb').read()))\n");
    Path content = Files.write(directory.resolve("body"), body);
    Process python =
        new ProcessBuilder(
                "python3",
                program.toString(),
                secret,
                ID,
                Long.toString(seconds),
                signature,
                content.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said.strip()).isIn("True", "False");
    return said.strip().equals("True");
  }

  @Test
  void takesWhatIsSignedWithItsSecret() throws Exception {
    assertThat(verifies(SECRET, now, sign(SECRET, now), BODY)).isTrue();
  }

  @Test
  void takesWhatIsSignedWithItsSecretBesideAnother() throws Exception {
    String both = sign(OTHER, now) + " " + sign(SECRET, now);

    assertThat(verifies(SECRET, now, both, BODY)).isTrue();
  }

  @Test
  void refusesWhatIsSignedWithAnotherSecret() throws Exception {
    assertThat(verifies(SECRET, now, sign(OTHER, now), BODY)).isFalse();
  }

  @Test
  void refusesAnotherBody() throws Exception {
    assertThat(verifies(SECRET, now, sign(SECRET, now), "{}".getBytes(StandardCharsets.UTF_8)))
        .isFalse();
  }

  @Test
  void refusesWhatWasSentLongAgo() throws Exception {
    assertThat(verifies(SECRET, now - 3600, sign(SECRET, now - 3600), BODY)).isFalse();
  }
}
