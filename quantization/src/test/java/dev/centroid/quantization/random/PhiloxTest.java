package dev.centroid.quantization.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known answers of Philox4x32-10, published with the paper (Random123). */
final class PhiloxTest {

  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void blocksAreTheKnownAnswers(String counter, String key, String answer) {
    int[] counterWords = words(counter);
    int[] keyWords = words(key);
    int[] block = new int[Philox.WORDS];

    Philox.block(
        pair(counterWords[0], counterWords[1]),
        pair(counterWords[2], counterWords[3]),
        pair(keyWords[0], keyWords[1]),
        block);

    assertThat(block).isEqualTo(words(answer));
  }

  private static int[] words(String text) {
    String[] parts = text.split(" ", -1);
    int[] words = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      words[i] = Integer.parseUnsignedInt(parts[i], 16);
    }
    return words;
  }

  private static long pair(int low, int high) {
    return (low & 0xFFFFFFFFL) | ((long) high << 32);
  }
}
