package dev.centroid.quantization.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.random.TestSeed;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobMatcherTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "blocks.*.conv* blocks.0.conv1 true",
        "blocks.*.conv* blocks.0.inner.conv1 false",
        "blocks.** blocks.0.inner.conv1 true",
        "** anything.at.all true",
        "* fc true",
        "* a.fc false",
        "fc fc true",
        "fc fc1 false",
        "fc? fc1 true",
        "fc? fc. false",
        "blocks.*.conv{1,2} blocks.3.conv2 true",
        "blocks.*.conv{1,2} blocks.3.conv3 false",
        "{a,b.**}.w b.c.d.w true",
        "conv{,1} conv true",
      })
  void aPatternMatchesWholeNames(String glob, String name, boolean expected) {
    assertThat(GlobMatcher.of(glob).matches(name)).isEqualTo(expected);
  }

  @Test
  void itAgreesWithTheSameRegularExpression() {
    Random random = TestSeed.random();
    for (int round = 0; round < 20_000; round++) {
      // given
      String glob = text(random, "ab.**?");
      String name = text(random, "ab.");
      String regex =
          glob.replace(".", "\\.").replace("?", "[^.]").replace("**", "@").replace("*", "[^.]*");

      // then
      assertThat(GlobMatcher.of(glob).matches(name))
          .as("seed %d: %s on %s", TestSeed.value(), glob, name)
          .isEqualTo(Pattern.matches(regex.replace("@", ".*"), name));
    }
  }

  @Test
  void aPatternOfManyStarsIsNoSlower() {
    // given
    GlobMatcher matcher = GlobMatcher.of("*a".repeat(500) + "b");

    // then
    assertThat(matcher.matches("a".repeat(2_000))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{b",
        "a}b",
        "{a,{b}}",
        "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
      })
  void bracesThatDoNotPairUpOrMultiplyAreRefused(String glob) {
    assertThatThrownBy(() -> GlobMatcher.of(glob))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("match: ");
  }

  private static String text(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
