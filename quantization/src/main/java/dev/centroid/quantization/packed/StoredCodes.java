package dev.centroid.quantization.packed;

import dev.centroid.quantization.entropy.EntropyCoding;
import dev.centroid.quantization.product.BitPacking;
import java.util.Optional;

/**
 * How the codes of a weight are stored.
 *
 * @param count number of codes
 * @param bits of a code
 * @param entropyBytes bytes of the entropy-coded codes; empty when they are bit-packed
 */
record StoredCodes(int count, int bits, Optional<Integer> entropyBytes) {

  /** A few bytes must not ask for any number of codes. */
  private static final long MOST_SHRINKING = 64;

  /** What the letter in the metadata and a longer name cost, with room to spare. */
  private static final int LEAST_SAVING = 16;

  StoredCodes {
    if (entropyBytes.isPresent()
        && BitPacking.packedBytes(count, bits) > MOST_SHRINKING * (entropyBytes.get() + 1L)) {
      throw new IllegalArgumentException(
          "%d codes in %d bytes are too many".formatted(count, entropyBytes.get()));
    }
  }

  static StoredCodes packed(int count, int bits) {
    return new StoredCodes(count, bits, Optional.empty());
  }

  long bytes() {
    return entropyBytes.map(Integer::longValue).orElse(BitPacking.packedBytes(count, bits));
  }

  /** The form of these codes that is smaller by enough to be worth it: entropy-coded or this. */
  StoredCodes smallestFor(int[] codes) {
    int coded = EntropyCoding.encode(codes, bits).length;
    boolean worth = coded + LEAST_SAVING <= bytes() && bytes() <= MOST_SHRINKING * (coded + 1L);
    return worth ? new StoredCodes(count, bits, Optional.of(coded)) : this;
  }

  byte[] encode(int[] codes) {
    return entropyBytes.isPresent()
        ? EntropyCoding.encode(codes, bits)
        : BitPacking.pack(codes, bits);
  }

  /**
   * @param stored as many bytes as this says
   * @throws IllegalArgumentException when they cannot be the codes
   */
  int[] decode(byte[] stored) {
    if (entropyBytes.isPresent()) {
      return EntropyCoding.decode(stored, bits, count);
    }
    BitPacking.requireZeroPadding(stored, bits, count);
    return BitPacking.unpack(stored, bits, count);
  }
}
