package dev.centroid.quantization.random;

/**
 * The Philox4x32-10 block function (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as
 * 1, 2, 3; SC 2011): for each 64-bit key a bijection of 128-bit counters whose outputs pass
 * BigCrush.
 */
final class Philox {

  /** 32-bit words of a block. */
  static final int WORDS = 4;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int KEY_STEP_0 = 0x9E3779B9;
  private static final int KEY_STEP_1 = 0xBB67AE85;
  private static final long LOW_WORD = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Computes one block.
   *
   * @param counterLow words 0 and 1 of the counter, word 0 in the low half
   * @param counterHigh words 2 and 3 of the counter
   * @param key both words of the key, word 0 in the low half
   * @param block receives the four words
   */
  static void block(long counterLow, long counterHigh, long key, int[] block) {
    int word0 = (int) counterLow;
    int word1 = (int) (counterLow >>> 32);
    int word2 = (int) counterHigh;
    int word3 = (int) (counterHigh >>> 32);
    int key0 = (int) key;
    int key1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (word0 & LOW_WORD);
      long product1 = MULTIPLIER_1 * (word2 & LOW_WORD);
      word0 = (int) (product1 >>> 32) ^ word1 ^ key0;
      word1 = (int) product1;
      word2 = (int) (product0 >>> 32) ^ word3 ^ key1;
      word3 = (int) product0;
      key0 += KEY_STEP_0;
      key1 += KEY_STEP_1;
    }
    block[0] = word0;
    block[1] = word1;
    block[2] = word2;
    block[3] = word3;
  }
}
