package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BitPackingTest {

  private static final long SEED = 11;

  static IntStream allWidths() {
    return IntStream.rangeClosed(0, 16);
  }

  @Test
  void bitsAreTheFewestThatTellTheCentroidsApart() {
    for (int centroids = 1; centroids <= 65_536; centroids++) {
      int bits = BitPacking.bitsFor(centroids);
      boolean enough = 1L << bits >= centroids;
      boolean fewest = bits == 0 || 1L << (bits - 1) < centroids;
      assertThat(enough && fewest).as("%d bits for %d centroids", bits, centroids).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("allWidths")
  void packedCodesUnpackToThemselves(int bits) {
    for (int count : new int[] {0, 1, 2, 7, 8, 9, 1000}) {
      int[] codes = codes(bits, count);

      int[] unpacked = BitPacking.unpack(BitPacking.pack(codes, bits), bits, count);

      assertThat(unpacked).as("seed %d, %d codes", SEED, count).isEqualTo(codes);
    }
  }

  @ParameterizedTest
  @MethodSource("allWidths")
  void bitsLieInLittleEndianOrder(int bits) {
    int[] codes = codes(bits, 101);
    BitSet expected = new BitSet();
    for (int i = 0; i < codes.length; i++) {
      for (int b = 0; b < bits; b++) {
        expected.set(i * bits + b, (codes[i] >>> b & 1) == 1);
      }
    }

    byte[] packed = BitPacking.pack(codes, bits);

    assertThat(BitSet.valueOf(packed)).as("seed %d", SEED).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("allWidths")
  void packedCodesTakeThePredictedBytes(int bits) {
    for (int count : new int[] {0, 1, 7, 8, 9, 1000}) {
      assertThat(BitPacking.pack(codes(bits, count), bits))
          .as("%d codes", count)
          .hasSize((int) BitPacking.packedBytes(count, bits));
    }
  }

  @Test
  void codeThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> BitPacking.pack(new int[] {0, 8}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("code 8 at index 1 does not fit 3 bits");
  }

  @Test
  void negativeCodeIsRefused() {
    assertThatThrownBy(() -> BitPacking.pack(new int[] {-1}, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void anotherNumberOfBytesIsRefused() {
    assertThatThrownBy(() -> BitPacking.unpack(new byte[3], 4, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 codes of 4 bits take 2 bytes, not 3");
  }

  @Test
  void widthBeyondSixteenIsRefused() {
    assertThatThrownBy(() -> BitPacking.packedBytes(1, 17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("17");
  }

  private static int[] codes(int bits, int count) {
    CounterRandom random = CounterRandom.of(SEED, Purpose.KMEANS_INIT, bits, count);
    int[] codes = new int[count];
    Arrays.setAll(codes, i -> random.nextInt(1 << bits));
    return codes;
  }
}
