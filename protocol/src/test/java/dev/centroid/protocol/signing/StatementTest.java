package dev.centroid.protocol.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

  private static final String SOUND =
      text(
          new Manifest(
              "m",
              new TreeMap<>(Map.of("a", digest("1"), "b/c", digest("2"))),
              Set.of("model.sig")));

  private static Digest digest(String digit) {
    return new Digest(digit.repeat(64));
  }

  private static String text(Manifest manifest) {
    return new String(Statement.bytes(manifest), StandardCharsets.UTF_8);
  }

  private static Manifest parse(String text) {
    return Statement.parse(text.getBytes(StandardCharsets.UTF_8), "the statement");
  }

  @RepeatedTest(50)
  void comesBackAsItWasWritten() {
    long seed = TestSeed.value();
    Random random = new Random(seed);
    TreeMap<String, Digest> files = new TreeMap<>();
    for (int file = random.nextInt(6); file >= 0; file--) {
      files.put(
          "é \"%d\"/%d".formatted(file, random.nextInt(100)),
          new Digest("%016x".formatted(random.nextLong()).repeat(4)));
    }
    Manifest manifest = new Manifest("model " + seed, files, Set.of("model.sig", ".git"));

    assertThat(parse(text(manifest))).as("seed %d", seed).isEqualTo(manifest);
  }

  @Test
  void aFileThatIsNotInTheDigestOfAll() {
    assertThatThrownBy(() -> parse(SOUND.replace("1".repeat(64), "3".repeat(64))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the statement, subject has another digest than its files give");
  }

  @ParameterizedTest
  @CsvSource({
    "https://in-toto.io/Statement/v1, https://in-toto.io/Statement/v2",
    "https://model_signing/signature/v1.0, https://model_signing/signature/v2.0",
    "\"files\", \"shards\"",
    "\"hash_type\":\"sha256\", \"hash_type\":\"blake2b\""
  })
  void anythingOfAnotherForm(String from, String to) {
    assertThatThrownBy(() -> parse(SOUND.replace(from, to)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(", not `");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "/a", "a//b", "a/./b", "", "a\\\\b"})
  void aPathThatLeadsElsewhere(String path) {
    assertThatThrownBy(() -> parse(SOUND.replace("b/c", path)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is no path within a folder");
  }

  @Test
  void aFileTwice() {
    assertThatThrownBy(() -> parse(SOUND.replace("b/c", "a")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("names a file twice");
  }
}
